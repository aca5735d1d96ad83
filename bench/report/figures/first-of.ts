import type { RatioInterval } from '../../measure/bootstrap.ts';
import type { Answer } from './answers.ts';

/**
 * Which mode half of whose orders are finished soonest, and half of whose clients are answered soonest; null where that is not known.
 * Finished: only where the
 * ranking compares the others with that mode, and tells each of them apart from it.
 */
export function firstOf(answers: readonly Answer[]): { finished: number | null; answered: number | null } {
  const isFirst = (index: number) =>
    answers.some(
      ({ question, cells }) =>
        question.kind === 'compared' &&
        question.metric === 'completion p50' &&
        cells[index]?.kind === 'one' &&
        cells.every((cell) => cell.kind === 'one' || (cell.kind === 'ratio' && isApart(cell.interval))),
    );
  const least = (kind: 'finished' | 'answered'): number | null => {
    const halves = answers
      .filter(({ question }) => question.kind === kind)
      .flatMap(({ cells }) => cells.map((cell) => (cell.kind === 'times' ? cell.half : null)));
    return halves.length === 0 || halves.includes(null) ? null : halves.indexOf(Math.min(...(halves as number[])));
  };
  const finished = least('finished');
  return { finished: finished !== null && isFirst(finished) ? finished : null, answered: least('answered') };
}

/** Whether an interval tells two modes apart. */
export const isApart = ({ low, high, conclusive }: RatioInterval): boolean => conclusive && (low > 1 || high < 1);
