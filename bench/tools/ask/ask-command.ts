import { olderWords } from '../../report/markdown/sections/first-screen.ts';
import { isOlder } from '../../report/render-first-screen.ts';
import { readSampleRuns } from '../docs/samples.ts';
import { asSome, type Register } from '../options.ts';
import { print, tell } from '../print.ts';
import { servicesDigest } from '../run/services-digest.ts';
import { answeredQuestions } from './answered.ts';
import { questions } from './questions.ts';

const INCONCLUSIVE = 2;

const codes = `
Exit: 0 for the list; for a question that of the experiment which it runs, 2 where it has none, 3 could not run.`;

/** `npm run ask`. `main` runs a command as it would be typed. */
export const askCommand =
  (main: (argv: string[]) => Promise<number>): Register =>
  (program, finish) => {
    program
      .command('ask')
      .description('What engineers ask before they choose: the last answer to each question, or its experiment alone.')
      .argument('[number]', 'the question to ask here and now; absent: all of them, with their last answers', asSome)
      .addHelpText('after', codes)
      .action((number?: number) => finish(number === undefined ? list() : ask(number, main)));
  };

async function list(): Promise<number> {
  for (const { number, question, answer, lacks, minutes } of answeredQuestions(await readSampleRuns())) {
    print(`${String(number).padStart(2)}  ${question}`);
    const lines: string[] = [];
    if (answer !== null) {
      const from = answer.from.map(({ run }) => {
        const age = isOlder(run, servicesDigest) ? `, ${olderWords}` : '';
        return `run ${run.runId} of ${run.startedAt.slice(0, 10)}${age}`;
      });
      lines.push(`${answer.text}.`, `(${from.join('; ')})`);
    } else if (minutes !== null) lines.push('Not measured yet: no committed run has an answer.');
    if (lacks !== undefined) lines.push(`Not answered: ${lacks}`);
    if (minutes !== null) lines.push(`Again, about ${minutes} min: npm run ask -- ${number}`);
    for (const line of lines) print(`    ${line}`);
  }
  print('\nOne of them here and now: npm run ask -- <number>');
  return 0;
}

async function ask(number: number, main: (argv: string[]) => Promise<number>): Promise<number> {
  const asked = questions.find((each) => each.number === number);
  if (asked === undefined) throw new Error(`There is no question ${number}. They go from 1 to ${questions.length}.`);
  tell(asked.question);
  if (asked.lacks !== undefined) tell(`Not answered: ${asked.lacks}`);
  if (asked.again === null) return INCONCLUSIVE;
  tell(`npm run bench -- ${asked.again.join(' ')}`);
  return main(asked.again);
}
