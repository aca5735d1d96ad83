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

/** Starting, judging and stopping a lab; more when several do so at once on the same processors. */
const AROUND_S = 3.5;
const AROUND_BESIDE_S = 7;
/** A killed broker, a full disk or a silent network takes this much longer to be healed and caught up with, on average. */
const HEALING_S = 1.5;
const STARTS_FIRST_S = 10;
/** A node that comes back, copies that catch up, and all that was written read once more. */
const NODES_S = 6;
/** A load that goes on until all is healed is longer than planned by this, on average. */
const UNTIL_HEALED_S = 4;
/** A gateway that starts and ends, with or without the customers service. */
const DOOR_S = 0.5;
/** Killing, restarting and catching up between one situation and the next, and answers that are due again after a wait. */
const WAYS_S = 30;

/** How long one trial takes, in seconds: its load, its rebuilds, and what starting, resting and judging take. */
function secondsOf({
  load,
  replay,
  beside,
  alone,
  faultAt,
  stillMs,
  latency,
  untilHealed,
  cluster,
  door,
  wayBack,
}: TrialPlan): number {
  const rebuilds = replay ? STARTS_FIRST_S + replay.orders / 200 + (replay.livePerSecond > 0 ? 60 : 0) : 0;
  const around =
    (beside && !alone ? AROUND_BESIDE_S : AROUND_S) +
    (faultAt ? HEALING_S : 0) +
    (stillMs ?? 0) / 1000 +
    (cluster ? NODES_S : 0) +
    (untilHealed ? UNTIL_HEALED_S : 0) +
    (door ? DOOR_S : 0) +
    (wayBack ? WAYS_S : 0);
  return load.warmUpSeconds + load.seconds + (latency?.idleSeconds ?? 0) + around + rebuilds;
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
