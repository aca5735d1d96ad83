import { comparisonOf, ratioInterval } from '../../measure/bootstrap.ts';
import { geometricMean } from '../../measure/sums.ts';
import { readRun } from '../../record/read-run.ts';
import type { ModeName, RunFile } from '../../record/run-file.ts';
import type { Metric } from '../../report/figures/ranking.ts';
import type { Register } from '../options.ts';
import { print } from '../print.ts';
import { apart } from './apart.ts';
import { compareMarkdown } from './compare-markdown.ts';
import { type ComparedRow, type ComparedRuns, comparedBy, compareRuns, concluded } from './compare-runs.ts';
import { sessionFigures } from './session-figures.ts';

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

/**
 * Runs of A and of B that were measured in turn: the first of A and the first of B, one after the other, then the second
 * of each, and so on. Every such pair is a block of its own, since a machine that drifts from hour to hour drifts for both of
 * them; so nothing else has to be known of the noise between sessions. Throws when there are not as many of each.
 */
function compareInTurn(as: readonly RunFile[], bs: readonly RunFile[]): ComparedRuns {
  if (as.length !== bs.length) throw new Error(`Name as many runs of A as of B; got ${as.length} and ${bs.length}.`);
  const [first] = as;
  if (!first) throw new Error('Name at least one run of A and one of B.');
  const others = [...as.slice(1), ...bs];
  const modes = first.modes.filter((mode) => others.every((run) => run.modes.includes(mode)));
  const found = others.map((run) => apart(first, run, modes));
  const refusals = new Set(found.flatMap((each) => each.refusals));
  if (modes.length === 0) refusals.add('no mode is in all runs');
  if (!inTurn(as, bs)) refusals.add('the runs of A and B were not measured in turn');
  const rows = modes.flatMap((mode) => comparedBy.map((metric) => rowOf(as, bs, mode, metric)));
  const notes = [...new Set(found.flatMap((each) => each.notes))];
  return concluded({ modes, refusals: [...refusals], notes, rows, pairs: as.length });
}

/** Both runs of a pair were over before a run of the next one began. */
function inTurn(as: readonly RunFile[], bs: readonly RunFile[]): boolean {
  const starts = as.map((a, index) => [a.startedAt, bs[index]?.startedAt ?? ''].toSorted());
  return starts.every(([, later = ''], index) => later < (starts[index + 1]?.[0] ?? '9'));
}

function rowOf(as: readonly RunFile[], bs: readonly RunFile[], mode: ModeName, metric: Metric): ComparedRow {
  const figure = (run: RunFile | undefined) => {
    const { figures } = run ? sessionFigures(run, mode, metric) : { figures: [] };
    return figures.length === 0 ? null : geometricMean(figures);
  };
  const pairs = as.flatMap((run, index) => {
    const [a, b] = [figure(run), figure(bs[index])];
    return a === null || b === null ? [] : [{ a, b }];
  });
  const [a, b] = [pairs.map((pair) => pair.a), pairs.map((pair) => pair.b)];
  if (pairs.length < 2) {
    const because = 'fewer than two pairs of runs have this figure';
    return { mode, metric, a: null, b: null, interval: null, result: 'no difference shown', because };
  }
  const interval = ratioInterval(b, a, as[0]?.seed ?? 1);
  const because = interval.conclusive ? null : 'fewer than six pairs of runs have this figure';
  return { mode, metric, a: geometricMean(a), b: geometricMean(b), interval, result: comparisonOf(interval), because };
}
