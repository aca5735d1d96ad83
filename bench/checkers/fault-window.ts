import type { Operation } from '../record/history.ts';
import { member } from './operations.ts';

/** When a fault was at work, in microseconds: from the end of its injection to the beginning of its healing. */
export interface FaultWindow {
  from: number;
  to: number;
}

/** Null when the history does not say that it was injected and healed. */
export function faultWindow(faults: Operation[], name: string): FaultWindow | null {
  const at = (phase: string, type: Operation['type']) =>
    faults.find(
      (operation) => operation.key === name && operation.type === type && member(operation.value, 'phase') === phase,
    )?.t;
  const from = at('inject', 'ok');
  const to = at('heal', 'invoke');
  return from === undefined || to === undefined ? null : { from, to };
}
