import type { Trial } from '../../../record/run-file.ts';

/** A figure by which modes may be ranked: it means the same in every mode. Acceptance does not, and is no metric. */
export interface Metric {
  name: string;
  /** Of a and b with a ratio a/b that is certainly below (above) 1: "a … b". */
  smaller: string;
  greater: string;
  /** "0.8 times as long" */
  times: string;
  of(trial: Trial): number | null;
}

export const completionP50 = waiting('completion p50', (trial) => trial.latency?.completion.p50 ?? null);

export const efficiency: Metric = {
  name: 'orders per core-second',
  smaller: 'completes fewer orders per core-second than',
  greater: 'completes more orders per core-second than',
  times: 'times as many',
  of: (trial) => trial.ordersPerCoreSecond,
};

/** p99 where each of these trials has the 10,000 samples it needs, else p90, which needs 1000. */
export function tailOf(trials: Trial[]): Metric {
  const p99 = waiting('completion p99', (trial) => trial.latency?.completion.p99 ?? null);
  if (trials.length > 0 && trials.every((trial) => p99.of(trial) !== null)) return p99;
  return waiting('completion p90', (trial) => trial.latency?.completion.p90 ?? null);
}

function waiting(name: string, of: Metric['of']): Metric {
  return { name, smaller: 'is faster than', greater: 'is slower than', times: 'times as long', of };
}
