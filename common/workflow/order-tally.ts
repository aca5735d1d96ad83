import type { DomainEvent } from '../contracts/events.ts';
import type { LabEvent } from '../contracts/payments.ts';
import { confirms, rejects, type Shape } from './message-table.ts';

/** Orders of one minute by the time of their own event: `minute` is `2026-01-31T23:59Z`. */
export interface MinuteTally {
  minute: string;
  orders: number;
  confirmed: number;
  rejected: number;
  notified: number;
  revenueMinor: number;
}

/** Pieces of one product in confirmed orders. */
export interface ProductTally {
  sku: string;
  pieces: number;
}

/** What one event adds to the folded state. */
export interface Addition {
  minute: MinuteTally;
  products: ProductTally[];
}

/** An event this much older than the newest one seen so far counts as late, in milliseconds. It is folded all the same. */
const LATENESS_MS = 60_000;

/**
 * How late events are, as they come: `newestMs` is the latest time that was plausible so far, `late` counts those more than
 * LATENESS_MS behind it. A time ahead of the reader's clock tells of another clock, and makes nothing late that comes after.
 */
export interface Arrivals {
  newestMs: number;
  late: number;
}

/** `nowMs` is the reader's clock, both in epoch milliseconds. */
export function arrived({ newestMs, late }: Arrivals, { time }: Pick<DomainEvent, 'time'>, nowMs: number): Arrivals {
  const ms = Date.parse(time);
  return {
    newestMs: Math.max(newestMs, Math.min(ms, nowMs)),
    late: ms < newestMs - LATENESS_MS ? late + 1 : late,
  };
}

/** What one event adds in a shape of the workflow; null for an event that is not counted. The order of events does not matter to the sum. */
export function tallyOf(event: LabEvent, shape: Shape): Addition | null {
  const minute = { ...nothing, minute: `${event.time.slice(0, 16)}Z` };
  if (event.type === 'OrderPlaced') return { minute: { ...minute, orders: 1 }, products: [] };
  if (event.type === 'NotificationSent' && event.data.kind !== 'low-stock') {
    return { minute: { ...minute, notified: 1 }, products: [] };
  }
  if (rejects(event, shape)) return { minute: { ...minute, rejected: 1 }, products: [] };
  if (!confirms(event, shape)) return null;
  const { totalMinor, items } = event.data;
  const products = items.map(({ sku, quantity }) => ({ sku, pieces: quantity }));
  return { minute: { ...minute, confirmed: 1, revenueMinor: totalMinor }, products };
}

const nothing = { orders: 0, confirmed: 0, rejected: 0, notified: 0, revenueMinor: 0 };
const counts = ['orders', 'confirmed', 'rejected', 'notified', 'revenueMinor'] as const;

/** Many additions as one: a row per minute and a row per product. */
export function sumOf(additions: Iterable<Addition | null>): { minutes: MinuteTally[]; products: ProductTally[] } {
  const minutes = new Map<string, MinuteTally>();
  const products = new Map<string, ProductTally>();
  for (const addition of additions) {
    if (!addition) continue;
    const { minute } = addition.minute;
    const sum = minutes.get(minute);
    if (!sum) minutes.set(minute, { ...addition.minute });
    else for (const count of counts) sum[count] += addition.minute[count];
    for (const { sku, pieces } of addition.products) {
      const product = products.get(sku);
      if (product) product.pieces += pieces;
      else products.set(sku, { sku, pieces });
    }
  }
  return { minutes: [...minutes.values()], products: [...products.values()] };
}

/** Totals, none above what is exact, and the failure rate (rejected / finished; 0 while nothing finished) of a folded state. */
export function summarise(minutes: readonly MinuteTally[]) {
  const sum = (count: (typeof counts)[number]) =>
    Math.min(
      minutes.reduce((total, minute) => total + minute[count], 0),
      Number.MAX_SAFE_INTEGER,
    );
  const confirmed = sum('confirmed');
  const rejected = sum('rejected');
  const finished = confirmed + rejected;
  return {
    orders: sum('orders'),
    confirmed,
    rejected,
    notified: sum('notified'),
    failureRate: finished === 0 ? 0 : rejected / finished,
    revenueMinor: sum('revenueMinor'),
  };
}
