import type { Phase } from '../../load/load-options.ts';
import { takesLatencies } from '../../record/takes-latencies.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';

/** Of the warm-up of a trial near its capacity, and of its rate: processes that just started would pile up what comes at all of it. */
const CLIMB = { ofWarmUp: 1 / 3, ofRate: 1 / 5, leastPerSecond: 200 };

/** In which more orders come than before and after it. */
export const burstPhase = 'burst';
/** Of a load that goes on until its fault is healed: what is left once it is. */
export const UNTIL_HEALED = 'until-healed';

/**
 * The stretches of a trial's load. A trial whose latencies are compared leaves its warm-up once it is steady; at a share of the
 * capacity a lower rate comes before it. A burst, of a fault or of its own, has a before and an after; the steps of a ramp follow one another.
 */
export function phasesOf({ experiment, load, fault, faultAt, untilHealed, latency, work, saga }: TrialPlan): Phase[] {
  const phase = (name: string, seconds: number, times = 1): Phase => ({
    name,
    ratePerSecond: load.ratePerSecond * times,
    seconds,
    measured: true,
  });
  const climb = latency?.shareOfCapacity === undefined ? null : climbOf(load);
  const warmUp: Phase = { ...phase('warm-up', load.warmUpSeconds - (climb?.seconds ?? 0)), measured: false };
  if (takesLatencies(experiment) || saga) Object.assign(warmUp, untilSteady(warmUp));
  if (untilHealed) {
    const { after, most } = untilHealed;
    return [warmUp, phase(UNTIL_HEALED, most - after), phase('after', after)].filter(({ seconds }) => seconds > 0);
  }
  const burst = burstOf(load.seconds, fault.load?.burst, faultAt, latency?.burst ?? work?.burst);
  const measured = burst
    ? [phase('before', burst.before), phase(burstPhase, burst.lasts, burst.times), phase('after', burst.after)]
    : [phase('measured', load.seconds)];
  return [...(climb ? [climb] : []), warmUp, ...measured].filter(({ seconds }) => seconds > 0);
}

/** Of fewer answers a second the median is good to some ten percent, and three of them agree by chance. */
const ENOUGH_PER_SECOND = 200;

/** Where few orders come, not before its last second. */
const untilSteady = ({ ratePerSecond, seconds }: Phase): Pick<Phase, 'endsWhenSteady' | 'leastSeconds'> => ({
  endsWhenSteady: true,
  ...(ratePerSecond < ENOUGH_PER_SECOND && { leastSeconds: Math.floor(seconds) - 1 }),
});

/** Null: the rate is no higher than where a climb begins. */
function climbOf({ ratePerSecond: rate, warmUpSeconds }: TrialPlan['load']): Phase | null {
  const ratePerSecond = Math.max(CLIMB.leastPerSecond, rate * CLIMB.ofRate);
  return ratePerSecond < rate
    ? { name: 'climb', ratePerSecond, seconds: warmUpSeconds * CLIMB.ofWarmUp, measured: false }
    : null;
}

function burstOf(
  seconds: number,
  times = 1,
  faultAt: TrialPlan['faultAt'],
  own?: NonNullable<TrialPlan['latency']>['burst'],
) {
  if (own) return own;
  if (times <= 1 || !faultAt) return null;
  return { times, before: faultAt.inject, lasts: faultAt.heal - faultAt.inject, after: seconds - faultAt.heal };
}
