import { blankTrial } from '../../record/blank-trial.ts';
import type { Trial } from '../../record/run-file.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';
import { unmeasured } from '../plan/work-ask.ts';

/** A trial of this plan before anything is known of it. */
export function unjudged({
  id,
  experiment,
  kind,
  mode,
  fault,
  block,
  seed,
  variation,
  without,
  expects,
  load,
  work,
  door,
}: TrialPlan): Trial {
  return {
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
    use: { usable: true },
    notSteady: false,
    requests: { sent: 0, accepted: 0, refused: 0, failed: 0, timedOut: 0, connectionErrors: 0, unfinished: 0 },
    orders: { accepted: 0, confirmed: 0, rejected: 0, failed: 0, pending: 0, parked: 0 },
    latency: null,
    resources: [],
    ordersPerCoreSecond: null,
    timeline: null,
    replays: [],
    drain: null,
    ...(work && { work: unmeasured(work) }),
    ...(door && { door }),
    verdicts: [],
  };
}

/** A trial that could not be brought to its end: published with the reason, without a figure or a verdict. */
export function failedTrial(plan: TrialPlan, error: unknown): TrialRecord {
  const thrown = (error instanceof Error ? error.message : String(error)).split('\n')[0];
  return {
    trial: { ...unjudged(plan), use: { usable: false, why: { kind: 'failed', error: thrown ?? '' } } },
    operations: [],
    final: null,
    latencies: null,
    window: { startMs: 0, endMs: 0 },
    series: [],
    analytics: null,
  };
}
