import { modes } from '../../modes.ts';
import type { JudgedMode } from '../../record/history.ts';

/** The modes there are, as checkers know them: values that can be cloned. */
export const judgedModes: readonly JudgedMode[] = modes.map(({ name, medium, answer, answeredBy }) => ({
  name,
  medium,
  answer,
  answeredBy,
}));

/** One whose medium is of this kind. */
export function judgedMode(kind: JudgedMode['medium']['kind']): JudgedMode {
  const found = judgedModes.find(({ medium }) => medium.kind === kind);
  if (!found) throw new Error(`No mode has ${kind}.`);
  return found;
}
