import { readRun } from '../../record/read-run.ts';
import type { RunFile } from '../../record/run-file.ts';
import { type Register } from '../options.ts';
import { print } from '../print.ts';
import { compareInTurn } from './compare-in-turn.ts';
import { compareMarkdown } from './compare-markdown.ts';
import { type ComparedRuns, compareRuns } from './compare-runs.ts';

/** `bench compare`. */
export const compareCommand: Register = (program, finish) => {
  program
    .command('compare')
    .description(
      'Two latency runs side by side, with intervals. Exit: 0 no difference shown, 1 one, 2 inconclusive, 3 not comparable.',
    )
    .argument('<a>', 'results/<run-id>, or several, separated by commas, measured in turn with those of B')
    .argument('<b>', 'results/<run-id>, or as many of B')
    .option('--anyway', 'print the tables of runs that must not be compared, under the reasons', false)
    .option('--json', 'print the comparison as JSON on stdout', false)
    .action((a: string, b: string, options) => finish(compare(a, b, options)));
};

/**
 * Prints two run folders side by side, or two lists of folders, separated by commas, that were measured in turn. Exit code:
 * 0 no difference shown, 1 a difference, 2 inconclusive, 3 not comparable.
 */
export async function compare(a: string, b: string, options: { anyway: boolean; json: boolean }): Promise<number> {
  const [ones, others] = await Promise.all([runsOf(a), runsOf(b)]);
  const [one, other] = [ones[0], others[0]];
  const alone = ones.length === 1 && others.length === 1 && one && other;
  const compared = alone ? compareRuns(one, other) : compareInTurn(ones, others);
  if (options.json) {
    const ids = { a: ones.map(({ runId }) => runId).join(), b: others.map(({ runId }) => runId).join() };
    print(JSON.stringify({ ...ids, ...summaryOf(compared, options.anyway) }));
  } else print(compareMarkdown(ones, others, compared, options.anyway).trimEnd());
  if (compared.outcome === 'not comparable' && (!options.anyway || compared.rows.length === 0)) return 3;
  if (compared.rows.some(({ result }) => result !== 'no difference shown')) return 1;
  return compared.rows.every(({ because }) => because === null) ? 0 : 2;
}

async function runsOf(list: string): Promise<RunFile[]> {
  const folders = list.split(',').filter(Boolean);
  return Promise.all(folders.map(async (folder) => (await readRun(folder)).run));
}

/** Ratios are B/A; latencies in microseconds. Runs that must not be compared have no rows, unless `anyway`. */
function summaryOf({ rows, ...rest }: ComparedRuns, anyway: boolean) {
  const told = rest.refusals.length === 0 || anyway ? rows : [];
  return { ...rest, rows: told };
}
