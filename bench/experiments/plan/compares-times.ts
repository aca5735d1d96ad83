import type { Mode } from '../../../common/mode.ts';
import type { FaultKind } from '../../faults/fault.ts';

/** Whether a check of such a trial (`waiting`) compares times of before the fault with those meanwhile. */
export const comparesTimes = ({ name }: FaultKind, mode: Mode): boolean =>
  mode.broker === 'none' && (name === 'kill-inventory' || name === 'pause-consumer');
