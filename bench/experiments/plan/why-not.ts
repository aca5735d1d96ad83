import type { Mode } from '../../../common/mode.ts';
import { type FaultKind, notApplicable } from '../../faults/fault.ts';
import type { NotRun, Runtime } from '../../record/run-file.ts';

/** Why a mode has no trial under a fault: it cannot suffer it, or this machine cannot bring it about. Null: it has one. */
export function whyNot(
  fault: FaultKind,
  mode: Mode,
  runtime: Runtime = 'processes',
): Pick<NotRun, 'outcome' | 'because'> | null {
  const because = notApplicable(fault, mode);
  if (because !== null) return { outcome: 'not-applicable', because };
  const elsewhere = notHere(fault, runtime);
  if (elsewhere !== null) return { outcome: 'skipped', because: elsewhere };
  const skipped = fault.skipped?.() ?? null;
  return skipped === null ? null : { outcome: 'skipped', because: skipped };
}

/** Why a fault cannot be brought about where services run like this; null when it can. */
function notHere({ inContainers = false }: FaultKind, runtime: Runtime): string | null {
  if (runtime === 'processes') return inContainers === 'only' ? 'needs containers: --runtime docker' : null;
  return inContainers ? null : 'not in containers: it needs a process, a store or a link of its own to lay hands on';
}
