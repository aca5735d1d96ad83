import type { RatioInterval } from '../../measure/bootstrap.ts';
import type { Answer } from './answers.ts';

/**
 * The mode that finishes half of its orders soonest; null where it is not sure: only where the ranking compares all others with
 * that mode, and tells each of them apart from it. Who answers first is no such question, since an outcome and a promise are
 * not the same event.
 */
export function firstToFinish(answers: readonly Answer[]): { index: number; ratePerSecond: number } | null {
  for (const { question, cells } of answers) {
    if (question.kind !== 'compared' || question.metric !== 'completion p50') continue;
    const index = cells.findIndex(({ kind }) => kind === 'one');
    const slower = cells.filter((cell) => cell.kind === 'ratio' && cell.interval.conclusive && cell.interval.low > 1);
    if (index >= 0 && slower.length > 0 && slower.length === cells.length - 1)
      return { index, ratePerSecond: question.ratePerSecond };
  }
  return null;
}

/** Whether an interval tells two modes apart. */
export const isApart = ({ low, high, conclusive }: RatioInterval): boolean => conclusive && (low > 1 || high < 1);
