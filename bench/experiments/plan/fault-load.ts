import type { FaultKind } from '../../faults/fault.ts';
import type { FaultWindows } from './profiles.ts';
import type { TrialPlan } from './trial-plan.ts';

/** The load of a trial under a fault, and when the fault is in it; at least as long as the fault needs to show. */
export function loadUnder(
  fault: FaultKind,
  ratePerSecond: number,
  { usual, outage, momentSeconds }: FaultWindows,
): Pick<TrialPlan, 'fault' | 'load' | 'faultAt'> {
  if (fault.acts === 'after-load') {
    return { fault, load: { ratePerSecond, warmUpSeconds: 0, seconds: momentSeconds }, faultAt: null };
  }
  const { before, lasts: wanted, after } = fault.acts === 'outage' ? outage : usual;
  const lasts = Math.max(wanted, fault.atLeastSeconds ?? 0);
  return {
    fault,
    load: { ratePerSecond, warmUpSeconds: 0, seconds: before + lasts + after },
    faultAt: { inject: before, heal: before + lasts },
  };
}
