import { bestOf } from '../../report/figures/best-runs.ts';
import { markdownTable } from '../../report/markdown/sections/comparison.ts';
import type { NamedRun } from '../../report/render-first-screen.ts';
import { awayTable, loseTable } from '../../report/tables/cluster.ts';

/** One line for each setting that may lose, and how many nodes one may, as the best committed run of the cluster experiment has them. */
export function loseTables(runs: readonly NamedRun[]): string {
  const { cluster, run } = bestOf(runs.map(({ figures }) => figures)).cluster ?? {};
  if (!cluster || !run) return '*not measured yet: no committed run of `npm run bench -- cluster`.*';
  const tables = [loseTable(cluster), awayTable(cluster)].filter((table) => table !== null);
  return [...tables.map((table) => markdownTable(table)), `Run ${run.runId} of ${run.startedAt.slice(0, 10)}.`].join(
    '\n\n',
  );
}
