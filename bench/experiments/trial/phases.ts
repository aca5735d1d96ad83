import type { Phase } from '../../load/load-options.ts';
import { takesLatencies } from '../../record/takes-latencies.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';

/**
 * The stretches of a trial's load. A latency trial leaves its warm-up as soon as it is steady; a burst, of a fault or
 * of its own, has a before and an after; the steps of a ramp follow one another.
 */
export function phasesOf({ experiment, load, fault, faultAt, latency }: TrialPlan): Phase[] {
  const phase = (name: string, seconds: number, times = 1): Phase => ({
    name,
    ratePerSecond: load.ratePerSecond * times,
    seconds,
    measured: true,
  });
  const warmUp: Phase = { ...phase('warm-up', load.warmUpSeconds), measured: false };
  if (takesLatencies(experiment)) warmUp.endsWhenSteady = true;
  const burst = burstOf(load.seconds, fault.load?.burst, faultAt, latency?.burst);
  const measured = burst
    ? [phase('before', burst.before), phase('burst', burst.lasts, burst.times), phase('after', burst.after)]
    : [phase('measured', load.seconds)];
  return [warmUp, ...measured].filter(({ seconds }) => seconds > 0);
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
