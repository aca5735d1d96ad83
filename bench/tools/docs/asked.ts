import { bestOf } from '../../report/figures/best-runs.ts';
import type { NamedRun } from '../../report/render-first-screen.ts';
import { questions } from '../ask/questions.ts';
import { minutesOf } from '../run/run-command.ts';
import { table } from './markdown.ts';

/** Every question with its last answer, as `npm run ask` tells it. */
export function askedTable(runs: readonly NamedRun[]): string {
  const best = bestOf(runs.map(({ figures }) => figures));
  return table(
    ['', 'question', 'what the committed runs say', 'again'],
    questions.map(({ number, question, look, lacks, again }) => {
      const answer = look?.(best)?.text;
      const told = [...(answer === undefined ? [] : [`${answer}.`]), ...(lacks === undefined ? [] : [`*${lacks}*`])];
      const minutes = again === null ? '' : `\`npm run ask -- ${number}\`, ${minutesOf(again)} min`;
      return [number, question, told.join(' '), minutes];
    }),
  );
}
