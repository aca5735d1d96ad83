import type { FaultKind } from '../../faults/fault.ts';
import type { FaultWindows } from './profiles.ts';
import type { TrialPlan } from './trial-plan.ts';

/** The one fault that has a window of its own: the outage of a dependency, and what piles up before it. */
const OUTAGE = 'kill-inventory';

/** The load of a trial under a fault, and when the fault is in it; at least as long as the fault needs to show. */
export function loadUnder(
  fault: FaultKind,
  ratePerSecond: number,
  { usual, outage, momentSeconds }: FaultWindows,
): Pick<TrialPlan, 'fault' | 'load' | 'faultAt'> {
  if (fault.lasts === 'after-load') {
    return { fault, load: { ratePerSecond, warmUpSeconds: 0, seconds: momentSeconds }, faultAt: null };
  }
  const { before, lasts: wanted, after } = fault.name.split('+').includes(OUTAGE) ? outage : usual;
  const lasts = Math.max(wanted, typeof fault.lasts === 'object' ? fault.lasts.atLeastSeconds : 0);
  return {
    fault,
    load: { ratePerSecond, warmUpSeconds: 0, seconds: before + lasts + after },
    faultAt: { inject: before, heal: before + lasts },
  };
}
