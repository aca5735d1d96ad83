import type { Order, OrderStatus } from '../../../common/contracts/orders.ts';
import type { InvokeLine } from '../../load/kept-operations.ts';
import type { FinalReads, Operation } from '../../record/history.ts';
import type { OrderCounts, RequestCounts } from '../../record/run-file.ts';

/** An order that somebody wanted to place, however often he asked, and what is known of it. Times are monotonic microseconds. */
export interface Journey {
  key: string;
  intended: number;
  /** When the generator wrote the request; null where it did not tell. */
  sent: number | null;
  answered: number | null;
  outcome: keyof Omit<RequestCounts, 'sent'>;
  orderId: string | null;
  /** Its notification row was committed; null if there is none. */
  completed: number | null;
}

/** When an order is finished: complete, or its client told that it will not be. Null: never. */
export const finishedAt = ({ outcome, answered, completed }: Journey): number | null =>
  outcome === 'accepted' ? completed : answered;

const SETTLING_US = 2e6;

/** Services that were just started are slow to their first orders: what is usual is told from here on. */
export const settledFrom = (journeys: readonly Journey[]): number =>
  journeys.reduce((first, { intended }) => Math.min(first, intended), Number.POSITIVE_INFINITY) + SETTLING_US;

/** What is looked at of a notification. */
export type Told = Pick<FinalReads['notifications'][number], 'orderId' | 'kind' | 'recordedMonotonicNs'>;

/** Joins what the generator saw with what the notification service recorded. */
export function journeysOf(
  operations: readonly Operation[],
  final: { notifications: readonly Told[] } | null,
): Journey[] {
  const completed = new Map<string, number>();
  for (const { orderId, kind, recordedMonotonicNs } of final?.notifications ?? []) {
    if (orderId && (kind === 'order-confirmed' || kind === 'order-rejected')) {
      completed.set(orderId, recordedMonotonicNs / 1000);
    }
  }
  const journeys = new Map<string, Journey>();
  for (const operation of operations) {
    const { f, type, key, t, value } = operation;
    if (f !== 'place-order') continue;
    if (type === 'invoke') {
      if (journeys.has(key)) continue; // asked again: its client has waited since he asked first
      const { sendDelayUs } = operation as InvokeLine;
      journeys.set(key, {
        key,
        intended: t,
        sent: sendDelayUs === undefined ? null : t + sendDelayUs,
        answered: null,
        outcome: 'unfinished',
        orderId: null,
        completed: null,
      });
      continue;
    }
    const journey = journeys.get(key);
    if (!journey || journey.outcome === 'accepted') continue;
    const { orderId, status, error } = value as { orderId?: string; status?: number; error?: string };
    journey.answered = t;
    journey.orderId = orderId ?? null;
    journey.completed = orderId ? (completed.get(orderId) ?? null) : null;
    journey.outcome = outcomeOf(type, status, error);
  }
  return [...journeys.values()];
}

function outcomeOf(type: Operation['type'], status?: number, error?: string): Journey['outcome'] {
  if (type === 'ok') return 'accepted';
  if (status !== undefined) return status >= 500 ? 'failed' : 'refused';
  if (error === 'timeout') return 'timedOut';
  return error === 'unfinished' ? 'unfinished' : 'connectionErrors';
}

export function countRequests(journeys: readonly Journey[]): RequestCounts {
  const counts = { sent: 0, accepted: 0, refused: 0, failed: 0, timedOut: 0, connectionErrors: 0, unfinished: 0 };
  for (const { outcome } of journeys) {
    counts.sent++;
    counts[outcome]++;
  }
  return counts;
}

/** What became of every stored order. A parked message leaves its order pending: nothing is counted twice. */
export function countOrders(orders: readonly Order[]): OrderCounts {
  const withStatus = (status: OrderStatus) => orders.filter((order) => order.status === status).length;
  return {
    accepted: orders.length,
    confirmed: withStatus('confirmed'),
    rejected: withStatus('rejected'),
    failed: withStatus('failed'),
    pending: withStatus('pending'),
    parked: 0,
  };
}
