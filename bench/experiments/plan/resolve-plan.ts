import { quantileOf } from '../../measure/percentiles.ts';
import type { Trial, Variation } from '../../record/run-file.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import { hasLost } from '../../record/trial-use.ts';
import { predictedRate } from './predicted-rate.ts';
import type { TrialPlan } from './trial-plan.ts';

const rankedKinds: readonly Variation['kind'][] = ['base', 'again', 'share', 'share-again'];

/** On the same broker as the trial it repeats: their names must differ. */
const NUMBERS_APART = 500;

/**
 * Whether a trial is asked once more at the end of its block: it is one of those that are ranked, or their control, and
 * is void for the sake of the load generator alone (measurement.md, rule 11; its lateness is held against the trial's
 * p50, so that a quick trial is void a little sooner than a slow one). A repeat is never repeated.
 */
export const needsRepeat = ({ use, repeats, ...trial }: Trial): boolean =>
  isRanked(trial) && repeats === undefined && !use.usable && use.why.kind === 'generator';

const isRanked = ({ variation, door, saga }: Pick<TrialPlan, 'variation' | 'door' | 'saga'>): boolean =>
  door !== undefined || saga !== undefined || (variation !== null && rankedKinds.includes(variation.kind));

export const repeatOf = (plan: TrialPlan): TrialPlan => ({
  ...plan,
  id: `${plan.id}-repeat`,
  number: plan.number + NUMBERS_APART,
});

/** Whether no trial of this one's block follows it that may be repeated. */
export function endsBlock(plans: readonly TrialPlan[], plan: TrialPlan): boolean {
  return plan === plans.findLast((each) => isRanked(each) && each.block === plan.block);
}

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
    const capacity = ofMode.find(({ trial }) => trial.capacity?.ratePerSecond)?.trial.capacity?.ratePerSecond ?? null;
    if (capacity === null) return 'no sustainable rate of this mode was found in this run';
    return atRate(plan, Math.max(1, Math.round((capacity * shareOfCapacity) / 100)));
  }
  if (plan.work) {
    const predicted = predictedRate(plan.work, plan.mode, heldWithout(plan, ofMode));
    if (predicted === null) return plan;
    const { size, burst } = plan.work;
    const told = { ...plan, work: { ...plan.work, predicted } };
    if (burst) return told;
    return atRate(told, Math.max(1, Math.round((predicted.perSecond * size.sharePercent) / 100)));
  }
  if (slow !== undefined) {
    const control = ofMode.find(({ trial }) => isControlOf(plan, trial))?.latencies;
    if (!control) return 'the control it is slowed down against is missing';
    const heldBackUs = Math.round((slow - 1) * quantileOf(control.completion, 0.5));
    return { ...plan, latency: { ...plan.latency, heldBackUs } };
  }
  return plan;
}

/**
 * What the control held with as many processes: with as many hands where there is one, else with the most of them. Null
 * where that may be more than was found, or where all of them lost orders.
 */
function heldWithout({ work }: TrialPlan, ofMode: readonly Earlier[]): number | null {
  const controls = ofMode
    .flatMap(({ trial }) => (trial.work && !hasLost(trial) ? trial.work : []))
    .filter(({ predicted, above }) => predicted === null && above !== null)
    .filter(({ ordering, instances }) => ordering === work?.ordering && instances === work?.instances)
    .toSorted((a, b) => b.concurrency - a.concurrency);
  const alike = controls.find(({ concurrency }) => concurrency === work?.concurrency) ?? controls[0];
  return alike?.above?.topped ? null : (alike?.above?.completedPerSecond ?? null);
}

const isControlOf = (plan: TrialPlan, { variation, block }: Trial) =>
  variation?.kind === 'again' && block === plan.block;

function atRate(plan: TrialPlan, ratePerSecond: number): TrialPlan {
  const variation =
    plan.variation?.kind === 'sustain' ? { kind: 'sustain' as const, value: ratePerSecond } : plan.variation;
  return { ...plan, variation, load: { ...plan.load, ratePerSecond } };
}
