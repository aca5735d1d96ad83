import { compensated } from '../../checkers/compensated.ts';
import type { Evidence, FinalReads, Operation } from '../../record/history.ts';
import type { SagaFigures } from '../../record/saga-cell.ts';
import { journeysOf } from '../trial/journey.ts';

interface Counted {
  final: FinalReads;
  operations: Operation[];
  calls: number;
  providerCalls: number;
  cpuSeconds: number;
  brokerCpuSeconds: number;
}

export function sagaFigures(mode: Evidence['mode'], counted: Counted): SagaFigures {
  const { final, operations, calls, providerCalls, cpuSeconds, brokerCpuSeconds } = counted;
  const orders = final.orders.length;
  const times = journeysOf(operations, final)
    .flatMap(({ intended, completed }) => (completed === null ? [] : [(completed - intended) / 1000]))
    .toSorted((a, b) => a - b);
  const published = (final.messages ?? []).reduce((sum, { outbox }) => sum + outbox.length, 0);
  const applied = (final.messages ?? []).reduce((sum, { inbox }) => sum + inbox.length, 0);
  const saw = compensated.check({ mode, fault: 'none', history: operations, final }).counted;
  const having = (status: string) => final.orders.filter((order) => order.status === status).length;
  return {
    orders,
    confirmed: having('confirmed'),
    declined: final.orders.filter(({ reason }) => reason === 'payment-declined').length,
    failed: having('failed'),
    completionP50Ms: at(times, 0.5) ?? 0,
    completionP90Ms: at(times, 0.9) ?? 0,
    messagesPerOrder: (published || calls) / orders,
    deliveriesPerOrder: (applied || calls) / orders,
    providerCallsPerOrder: providerCalls / orders,
    cpuMsPerOrder: (1000 * cpuSeconds) / orders,
    brokerCpuMsPerOrder: (1000 * brokerCpuSeconds) / orders,
    heldP50Ms: at(heldMs(final), 0.5),
    refusedMeanwhile: saw['refused for stock that came back'] ?? 0,
    reservedBeside: saw['reserved beside stock that came back'] ?? 0,
  };
}

/** From the reserve to the release of what came back, in ascending order. */
function heldMs({ movements }: FinalReads): number[] {
  const since = new Map<string, number>();
  return movements
    .flatMap(({ kind, orderId = '', sku, recordedAt }) => {
      const name = `${orderId} ${sku}`;
      if (kind === 'reserve') since.set(name, Date.parse(recordedAt));
      const from = since.get(name);
      return kind === 'release' && from !== undefined ? [Date.parse(recordedAt) - from] : [];
    })
    .toSorted((a, b) => a - b);
}

function at(sorted: readonly number[], quantile: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] ?? null;
}
