import { sawLess } from '../../checkers/saw-less.ts';
import type { Latencies } from '../../measure/latencies.ts';
import { percentilesOf } from '../../measure/percentiles.ts';
import { keyOf } from '../../record/attempt-key.ts';
import type { FinalReads } from '../../record/history.ts';
import type { SagaFigures } from '../../record/saga-cell.ts';
import { completedWithin } from '../figures/trial-figures.ts';
import type { Journey } from '../trial/journey.ts';

interface Counted {
  final: FinalReads;
  journeys: readonly Journey[];
  /** The measured stretch, in monotonic microseconds. */
  from: number;
  to: number;
  /** Of the orders that were due in it, also of those that never were completed. */
  completion: Latencies;
  /** Of the whole trial: how many an order needs is no matter of when it came. */
  calls: number;
  providerCalls: number;
  /** Used in the stretch. */
  cpuSeconds: number;
  brokerCpuSeconds: number;
}

/** What the orders that were due in the measured stretch came to. */
export function sagaFigures(counted: Counted): SagaFigures {
  const { final, journeys, from, to, completion, calls, providerCalls, cpuSeconds, brokerCpuSeconds } = counted;
  const due = new Set(journeys.flatMap(({ key, intended }) => (intended >= from && intended < to ? [key] : [])));
  const own = final.orders.filter((order) => due.has(keyOf(order) ?? ''));
  const ids = new Set(own.map(({ orderId }) => orderId));
  const done = completedWithin(journeys, from, to);
  if (done === 0) throw new Error('No order was completed while it was measured.');
  const all = final.orders.length;
  const published = (final.messages ?? []).reduce((sum, { outbox }) => sum + outbox.length, 0);
  const applied = (final.messages ?? []).reduce((sum, { inbox }) => sum + inbox.length, 0);
  const { reserved, refused } = sawLess(final.movements, final.orders);
  const having = (status: string) => own.filter((order) => order.status === status).length;
  const because = (...reasons: string[]) => own.filter(({ reason }) => reason && reasons.includes(reason)).length;
  const ofOwn = (some: ReadonlySet<string>) => [...some].filter((orderId) => ids.has(orderId)).length;
  const { samples, p50, p90 } = percentilesOf(completion);
  return {
    orders: own.length,
    confirmed: having('confirmed'),
    declined: because('payment-declined'),
    failed: having('failed'),
    refused: because('out-of-stock', 'unknown-sku'),
    completionP50Ms: p50 === null ? null : p50 / 1000,
    completionP90Ms: p90 === null ? null : p90 / 1000,
    samples,
    messagesPerOrder: (published || calls) / all,
    deliveriesPerOrder: (applied || calls) / all,
    providerCallsPerOrder: providerCalls / all,
    cpuMsPerOrder: (1000 * cpuSeconds) / done,
    brokerCpuMsPerOrder: (1000 * brokerCpuSeconds) / done,
    heldP50Ms: at(heldMs(final, ids), 0.5),
    refusedMeanwhile: ofOwn(refused),
    reservedBeside: ofOwn(reserved),
  };
}

/** From the reserve to the release of what came back, in ascending order. */
function heldMs({ movements }: FinalReads, of: ReadonlySet<string>): number[] {
  const since = new Map<string, number>();
  return movements
    .flatMap(({ kind, orderId = '', sku, recordedAt }) => {
      const name = `${orderId} ${sku}`;
      if (!of.has(orderId)) return [];
      if (kind === 'reserve') since.set(name, Date.parse(recordedAt));
      const from = since.get(name);
      return kind === 'release' && from !== undefined ? [Date.parse(recordedAt) - from] : [];
    })
    .toSorted((a, b) => a - b);
}

function at(sorted: readonly number[], quantile: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] ?? null;
}
