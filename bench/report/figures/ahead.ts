import type { Comparison } from '../../measure/bootstrap.ts';
import type { Answer, AnswerCell } from './answers.ts';

/**
 * Which modes are ahead in an answer, by their place: those that no other is shown to be better than, where at least one is. Null
 * where nothing tells them apart: what is described and never ranked, what was looked at once, an interval that contains 1.
 */
export function aheadIn({ question, cells }: Answer): number[] | null {
  switch (question.kind) {
    case 'told':
      return some(cells, (cell) => cell.kind === 'told' && cell.answer === 'outcome');
    case 'fault':
      return some(cells, isUnhurt);
    case 'past':
      return some(cells, (cell) => cell.kind === 'rebuilt' && cell.past === 'medium');
    case 'compared':
      return least(cells);
    case 'answered':
    case 'finished':
    case 'costs':
    case 'capacity':
    case 'hands':
    case 'others':
    case 'knows':
    case 'shapes':
      return null;
  }
}

function some(cells: readonly AnswerCell[], ahead: (cell: AnswerCell) => boolean): number[] | null {
  const places = cells.flatMap((cell, index) => (ahead(cell) ? [index] : []));
  return places.length === 0 || places.length === cells.length ? null : places;
}

/** Of a mode without an answer: whether that is because it cannot suffer what was asked. */
const spared = { cannot: true, 'not run': false, 'no figure': false };

/** Nothing broke and nobody was turned away; or it cannot happen to the mode. */
export function isUnhurt(cell: AnswerCell): boolean {
  if (cell.kind === 'none') return spared[cell.because];
  if (cell.kind !== 'fault' || cell.cell.outcome !== 'holds' || cell.cell.client === null) return false;
  const { counts, beside } = cell.cell.client;
  return counts.sent > 0 && counts.accepted === counts.sent && beside === 0;
}

/** Less is better; each is compared with the first mode alone, as the ranking tells it. */
function least(cells: readonly AnswerCell[]): number[] | null {
  const those = (result: Comparison) =>
    cells.flatMap((cell, index) => (cell.kind === 'ratio' && cell.result === result ? [index] : []));
  const better = those('smaller');
  if (better.length > 0) return better;
  const worse = those('greater');
  if (worse.length === 0) return null;
  return cells.flatMap((cell, index) =>
    !worse.includes(index) && cell.kind !== 'none' && cell.kind !== 'not ranked' ? [index] : [],
  );
}
