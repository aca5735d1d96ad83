import { readRun } from '../../record/read-run.ts';
import { runOutcome } from '../../report/figures/outcome.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Register } from '../options.ts';
import { print } from '../print.ts';
import { recheckRun } from './recheck.ts';

const codes = `
Exit: 1 a trial no longer has the verdicts that it had, 2 no history was kept that could be judged, 3 could not run.
Else that of the run itself: 0 every check holds, 1 a check is violated, 2 inconclusive.`;

/** `bench check`. */
export const checkCommand: Register = (program, finish) => {
  program
    .command('check')
    .description('Judges the stored histories of a run folder again: are the verdicts still the same?')
    .argument('<folder>', 'results/<run-id>')
    .addHelpText('after', codes)
    .action((folder: string) => finish(recheckFolder(folder)));
};

/**
 * `bench check`: prints for every trial of a run folder whether its history still gives its verdicts. Exit code 1 when one
 * does not, otherwise that of the run; 2 when no history was kept.
 */
async function recheckFolder(folder: string): Promise<number> {
  const { run } = await readRun(folder);
  const results = await recheckRun(run, folder);
  for (const { trial, result, because } of results) print(`${result.padEnd(9)}  ${trial}: ${because}`);
  const count = (wanted: string) => results.filter(({ result }) => result === wanted).length;
  const outcome = runOutcome(run);
  const [identical, differs, notKept] = [count('identical'), count('differs'), count('not-kept')];
  print(
    `${identical} trials identical, ${differs} different, ${notKept} without a kept history. The run itself: ${outcome}.`,
  );
  if (differs > 0) return 1;
  if (identical === 0) return 2;
  return exitCodes[outcome];
}
