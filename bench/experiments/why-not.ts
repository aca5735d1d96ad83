import type { Mode } from '../../common/mode.ts';
import type { FaultKind } from '../faults/fault.ts';
import type { NotRun } from '../report/run-file.ts';

/** Why a mode has no trial under a fault: it cannot suffer it, or this machine cannot bring it about. Null: it has one. */
export function whyNot(fault: FaultKind, mode: Mode): Pick<NotRun, 'outcome' | 'because'> | null {
  const because = fault.notApplicable(mode);
  if (because !== null) return { outcome: 'not-applicable', because };
  const skipped = fault.skipped?.() ?? null;
  return skipped === null ? null : { outcome: 'skipped', because: skipped };
}
