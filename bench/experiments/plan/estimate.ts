import type { TrialPlan } from './trial-plan.ts';

/** Starting, judging and stopping a lab; more when several do so at once on the same processors. */
const AROUND_S = 3.5;
const AROUND_BESIDE_S = 7;
/** A killed broker, a full disk or a silent network takes this much longer to be healed and caught up with, on average. */
const HEALING_S = 1.5;
const STARTS_FIRST_S = 10;

/** How long one trial takes, in seconds: its load, its rebuilds, and what starting, resting and judging take. */
function secondsOf({ load, replay, beside, alone, faultAt, stillMs }: TrialPlan): number {
  const rebuilds = replay ? STARTS_FIRST_S + replay.orders / 200 + (replay.livePerSecond > 0 ? 60 : 0) : 0;
  const around = (beside && !alone ? AROUND_BESIDE_S : AROUND_S) + (faultAt ? HEALING_S : 0) + (stillMs ?? 0) / 1000;
  return load.warmUpSeconds + load.seconds + around + rebuilds;
}

/** Of all these together: trials beside each other take as long as the mode with the most of them. */
export function secondsOfAll(plans: readonly TrialPlan[]): number {
  const lanes = new Map<string, number>();
  let alone = 0;
  for (const plan of plans) {
    const seconds = secondsOf(plan);
    if (plan.beside && !plan.alone) lanes.set(plan.mode.name, (lanes.get(plan.mode.name) ?? 0) + seconds);
    else alone += seconds;
  }
  return alone + Math.max(0, ...lanes.values());
}
