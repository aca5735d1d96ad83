import type { Phase } from '../load/load-options.ts';
import type { TrialPlan } from './trial-plan.ts';

/** The load before, while and after a fault that changes it; otherwise one stretch. */
export function phasesOf({ load, fault, faultAt }: TrialPlan): Phase[] {
  const phase = (name: string, seconds: number, times = 1) => ({
    name,
    ratePerSecond: load.ratePerSecond * times,
    seconds,
    measured: name !== 'warm-up',
  });
  const burst = fault.load?.burst ?? 1;
  const measured =
    burst > 1 && faultAt
      ? [
          phase('before', faultAt.inject),
          phase('burst', faultAt.heal - faultAt.inject, burst),
          phase('after', load.seconds - faultAt.heal),
        ]
      : [phase('measured', load.seconds)];
  return [phase('warm-up', load.warmUpSeconds), ...measured].filter(({ seconds }) => seconds > 0);
}
