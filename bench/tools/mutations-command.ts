import { mutationScore } from '../checkers/testing/mutation-score.ts';
import type { Register } from './options.ts';

const codes = `
Exit: 0 every corruption was noticed, 1 one was not, or a good history was called bad.`;

/** `bench mutations`. Exit code 1 when a corruption went unnoticed, or a good history was not called good. */
export const mutationsCommand: Register = (program, finish) => {
  program
    .command('mutations')
    .description('Shows that every check can fail: seeded corruptions of good histories, and false alarms.')
    .addHelpText('after', codes)
    .action(() => finish(mutations()));
};

async function mutations(): Promise<number> {
  const rows = mutationScore();
  console.table(Object.fromEntries(rows.map(({ check, misses: _misses, ...row }) => [check, row])));
  return rows.every(({ corruptions, flagged, falseAlarms }) => flagged === corruptions && falseAlarms === 0) ? 0 : 1;
}
