import { quantileOf } from '../../measure/percentiles.ts';
import type { Trial } from '../../record/run-file.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import type { TrialPlan } from './trial-plan.ts';

/** What is kept of a finished trial for those that depend on it. */
export type Earlier = Pick<TrialRecord, 'trial' | 'latencies'>;

/**
 * A plan as it is to be run, now that the trials before it are known: at a share of the mode's own capacity, or held
 * back by a share of its own median. A string instead: why it cannot be run.
 */
export function resolvePlan(plan: TrialPlan, records: readonly Earlier[]): TrialPlan | string {
  const { shareOfCapacity, slow } = plan.latency ?? {};
  const ofMode = records.filter(({ trial }) => trial.mode === plan.mode.name);
  if (shareOfCapacity !== undefined) {
    const capacity = ofMode.find(({ trial }) => trial.capacity)?.trial.capacity?.ratePerSecond ?? null;
    if (capacity === null) return 'no sustainable rate of this mode was found in this run';
    return atRate(plan, Math.max(1, Math.round((capacity * shareOfCapacity) / 100)));
  }
  if (slow !== undefined) {
    const control = ofMode.find(({ trial }) => isControlOf(plan, trial))?.latencies;
    if (!control) return 'the control it is slowed down against is missing';
    const heldBackUs = Math.round((slow - 1) * quantileOf(control.completion, 0.5));
    return { ...plan, latency: { ...plan.latency, heldBackUs } };
  }
  return plan;
}

const isControlOf = (plan: TrialPlan, { variation, block }: Trial) =>
  variation?.kind === 'again' && block === plan.block;

function atRate(plan: TrialPlan, ratePerSecond: number): TrialPlan {
  const variation =
    plan.variation?.kind === 'sustain' ? { kind: 'sustain' as const, value: ratePerSecond } : plan.variation;
  return { ...plan, variation, load: { ...plan.load, ratePerSecond } };
}
