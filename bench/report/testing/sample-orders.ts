import type { ModeName } from '../../record/run-file.ts';
import { longTailed } from './random.ts';

/** One order of a made-up trial; milliseconds from the start of its load. */
export interface SampleOrder {
  due: number;
  /** When the client had its answer. */
  answered: number;
  accepted: boolean;
  /** When its notification was committed; null for one that failed. */
  completed: number | null;
}

export interface Outage {
  injectedMs: number;
  healedMs: number;
}

const plausible = { answerMs: 2, workMs: 10, drainMs: 1, restartMs: 500 };
const shape: Record<ModeName, typeof plausible> = {
  'sync-rest': { answerMs: 4.4, workMs: 0, drainMs: 0, restartMs: 350 },
  'async-rabbitmq': { answerMs: 2.1, workMs: 7.5, drainMs: 1.6, restartMs: 420 },
  'streaming-kafka': { answerMs: 2.2, workMs: 14, drainMs: 1.1, restartMs: 1900 },
};

/** Poisson arrivals through a plausible service, so many times slower, with an outage of inventory if one is given. */
export function sampleOrders(
  mode: ModeName,
  load: { ratePerSecond: number; seconds: number; slower?: number },
  outage: Outage | null,
  arrivals: () => number,
  random: () => number,
): SampleOrder[] {
  const { drainMs, restartMs, ...times } = shape[mode] ?? plausible;
  const { slower = 1 } = load;
  const [answerMs, workMs] = [times.answerMs * slower, times.workMs * slower];
  const orders: SampleOrder[] = [];
  let drainedAt = outage === null ? 0 : outage.healedMs + restartMs;
  for (let due = arrival(arrivals, load); due < load.seconds * 1000; due += arrival(arrivals, load)) {
    const answered = due + longTailed(random, answerMs, 0.35);
    const down = outage !== null && due >= outage.injectedMs && due < outage.healedMs + restartMs;
    if (mode === 'sync-rest') {
      orders.push({ due, answered, accepted: !down, completed: down ? null : answered - 0.4 });
      continue;
    }
    const usual = answered + longTailed(random, workMs, 0.45);
    const waits = outage !== null && due >= outage.injectedMs && usual < drainedAt;
    if (waits) drainedAt += drainMs;
    orders.push({ due, answered, accepted: true, completed: waits ? drainedAt : usual });
  }
  return orders;
}

function arrival(arrivals: () => number, load: { ratePerSecond: number }): number {
  return (-Math.log(1 - arrivals()) * 1000) / load.ratePerSecond;
}
