import { olderWords } from '../../report/markdown/sections/first-screen.ts';
import { isOlder, type NamedRun, type ServicesNow } from '../../report/render-first-screen.ts';
import { answeredQuestions } from '../ask/answered.ts';
import { table } from './markdown.ts';

/** Every question with its last answer, as `npm run ask` tells it. */
export const askedTable = (runs: readonly NamedRun[], services: ServicesNow): string =>
  table(
    ['', 'question', 'what the committed runs say', 'again'],
    answeredQuestions(runs).map(({ number, question, look, answer, lacks, minutes }) => {
      const none = look === null ? [] : ['*Not measured yet: no committed run has an answer.*'];
      const old = answer?.from.some(({ run }) => isOlder(run, services)) ? ` (${olderWords})` : '';
      const told = [
        ...(answer === null ? none : [`${answer.text}.${old}`]),
        ...(lacks === undefined ? [] : [`*${lacks}*`]),
      ];
      const again = minutes === null ? '' : `\`npm run ask -- ${number}\`, ${minutes} min`;
      return [number, question, told.join(' '), again];
    }),
  );
