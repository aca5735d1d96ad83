import type { Trial } from '../../record/run-file.ts';
import type { TrialPlan } from './trial-plan.ts';

/** On the same broker as the trial it repeats: their names must differ. */
const NUMBERS_APART = 500;

/**
 * Whether a trial is asked once more at the end of its block: it is one of those that are ranked, or their control, and
 * is void for the sake of the load generator alone (measurement.md, rule 11; its lateness is held against the trial's
 * p50, so that a quick trial is void a little sooner than a slow one). A repeat is never repeated.
 */
export function needsRepeat({ variation, use, repeats }: Trial): boolean {
  const ranked = variation?.kind === 'base' || variation?.kind === 'again';
  return ranked && repeats === undefined && !use.usable && use.why.kind === 'generator';
}

export const repeatOf = (plan: TrialPlan): TrialPlan => ({
  ...plan,
  id: `${plan.id}-repeat`,
  number: plan.number + NUMBERS_APART,
});

/** Whether no latency trial of this one's block follows it. */
export function endsBlock(plans: readonly TrialPlan[], plan: TrialPlan): boolean {
  return plan === plans.findLast(({ experiment, block }) => experiment === 'latency' && block === plan.block);
}
