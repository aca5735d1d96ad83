import { readRun } from '../read/read-run.ts';
import { compareMarkdown } from './compare-markdown.ts';
import { type ComparedRuns, compareRuns } from './compare-runs.ts';

/** Prints two run folders side by side. Exit code: 0 no difference shown, 1 a difference, 2 inconclusive, 3 not comparable. */
export async function compareCommand(
  a: string,
  b: string,
  options: { anyway: boolean; json: boolean },
): Promise<number> {
  const [{ run: one }, { run: other }] = await Promise.all([readRun(a), readRun(b)]);
  const compared = compareRuns(one, other);
  if (options.json)
    console.log(JSON.stringify({ a: one.runId, b: other.runId, ...summaryOf(compared, options.anyway) }));
  else process.stdout.write(compareMarkdown(one, other, compared, options.anyway));
  if (compared.outcome === 'not comparable' && (!options.anyway || compared.rows.length === 0)) return 3;
  if (compared.rows.some(({ result }) => result !== 'no difference shown')) return 1;
  return compared.rows.every(({ because }) => because === null) ? 0 : 2;
}

/** Ratios are B/A; latencies in microseconds. Runs that must not be compared have no rows, unless `anyway`. */
function summaryOf({ rows, ...rest }: ComparedRuns, anyway: boolean) {
  const told = rest.refusals.length === 0 || anyway ? rows : [];
  return { ...rest, rows: told.map(({ metric, ...row }) => ({ metric: metric.name, ...row })) };
}
