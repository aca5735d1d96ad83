import { bestOf } from '../../report/figures/best-runs.ts';
import type { NamedRun } from '../../report/render-first-screen.ts';
import { minutesOf } from '../run/run-command.ts';
import type { Answered } from './answers.ts';
import { type AskedQuestion, questions } from './questions.ts';

/** Every question with what the best of these runs say, and the minutes that its experiment takes; null where it has none. */
export function answeredQuestions(
  runs: readonly NamedRun[],
): (AskedQuestion & { answer: Answered | null; minutes: number | null })[] {
  const best = bestOf(runs.map(({ figures }) => figures));
  return questions.map((asked) => ({
    ...asked,
    answer: asked.look?.(best) ?? null,
    minutes: asked.again === null ? null : minutesOf(asked.again),
  }));
}
