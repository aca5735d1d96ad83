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
    const slower = cells.filter((cell) => cell.kind === 'ratio' && cell.result === 'greater');
    if (index >= 0 && slower.length > 0 && slower.length === cells.length - 1)
      return { index, ratePerSecond: question.ratePerSecond };
  }
  return null;
}
