import { secondsOfAll } from '../plan/estimate.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';

/**
 * Tells how far a run is: `[3/90, about 41 min left]`. What earlier trials took corrects the estimate. `secondsAfter` a
 * trial something else is measured.
 */
export function progressOf(
  plans: readonly TrialPlan[],
  secondsAfter: (plan: TrialPlan) => number = () => 0,
  now: () => number = () => performance.now(),
) {
  const began = now();
  const open = new Set(plans);
  const secondsOf = (some: readonly TrialPlan[]) =>
    secondsOfAll(some) + some.reduce((sum, plan) => sum + secondsAfter(plan), 0);
  const total = secondsOf(plans);
  let started = 0;
  return {
    totalMinutes: Math.ceil(total / 60),
    /** To be said as a trial begins. */
    begin(): string {
      started++;
      const left = secondsOf([...open]);
      const done = total - left;
      // Until there is something to compare with, the estimate is all there is.
      const pace = done > 60 ? Math.max(0.5, (now() - began) / 1000 / done) : 1;
      const minutes = Math.ceil((left * pace) / 60);
      return `[${Math.min(started, plans.length)}/${plans.length}, about ${minutes} min left]`;
    },
    end(plan: TrialPlan): void {
      open.delete(plan);
    },
  };
}
