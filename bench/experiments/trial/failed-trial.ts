import { blankTrial } from '../../record/blank-trial.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';

/** A trial that could not be brought to its end: published with the reason, without a figure or a verdict. */
export function failedTrial(plan: TrialPlan, error: unknown): TrialRecord {
  const { id, experiment, kind, mode, fault, block, seed, variation, without, expects, load } = plan;
  const thrown = (error instanceof Error ? error.message : String(error)).split('\n')[0];
  const nothing = { sent: 0, accepted: 0, refused: 0, failed: 0, timedOut: 0, connectionErrors: 0, unfinished: 0 };
  return {
    trial: {
      ...blankTrial,
      id,
      experiment,
      kind,
      mode: mode.name,
      fault: fault.name,
      block,
      seed,
      variation,
      without,
      expects,
      load,
      use: { usable: false, why: { kind: 'failed', error: thrown ?? '' } },
      notSteady: false,
      requests: nothing,
      orders: { accepted: 0, confirmed: 0, rejected: 0, failed: 0, pending: 0, parked: 0 },
      latency: null,
      resources: [],
      ordersPerCoreSecond: null,
      timeline: null,
      replays: [],
      drain: null,
      verdicts: [],
    },
    operations: [],
    final: null,
    latencies: null,
    window: { startMs: 0, endMs: 0 },
    series: [],
    analytics: null,
  };
}
