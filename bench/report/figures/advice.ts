import { findMode } from '../../modes.ts';
import type { ModeName } from '../../record/run-file.ts';
import { isUnhurt } from './ahead.ts';
import type { Answer, Question } from './answers.ts';

/** For whom a mode is, as far as the answers bear it out. */
export interface Advice {
  mode: ModeName;
  /** `outcome`: its caller is told how the order ended. `taken`: no fault broke a check or kept an order out. `past`: see `rebuilt`. */
  when: ('outcome' | 'taken' | 'past')[];
}

export function adviceOf(answers: readonly Answer[], modes: readonly ModeName[]): Advice[] {
  const cells = (index: number, kind: Question['kind']) =>
    answers.filter(({ question }) => question.kind === kind).flatMap(({ cells: { [index]: cell } }) => cell ?? []);
  return modes.map((mode, index): Advice => {
    const faults = cells(index, 'fault').filter((cell) => cell.kind === 'fault');
    const taken = faults.length > 0 && faults.every(isUnhurt);
    const past = cells(index, 'past').some((cell) => cell.kind === 'rebuilt' && cell.past === 'medium');
    const outcome = findMode(mode)?.answer === 'outcome';
    const when = (['outcome', 'taken', 'past'] as const).filter(
      (each) => ({ outcome, taken: taken && !outcome, past })[each],
    );
    return { mode, when };
  });
}
