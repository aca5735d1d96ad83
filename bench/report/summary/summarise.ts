import { groupTrials } from '../groups.ts';
import type { RunFolder } from '../read/read-run.ts';
import { drainTable } from './drain-table.ts';
import { faultTable } from './fault-table.ts';
import { latencyTable } from './latency-table.ts';
import { replayTable } from './replay-table.ts';
import type { SummaryTable } from './summary-table.ts';

/** The comparison of a run: one small table per question, for Markdown and terminal alike. */
export function summarise(folder: RunFolder): SummaryTable[] {
  const { trials, notRun } = folder.run;
  const tables: (SummaryTable | null)[] = groupTrials(folder.run).flatMap((group) => {
    if (group.experiment === 'latency') return [latencyTable(folder, group)];
    return group.experiment === 'failure' ? [faultTable(folder, group)] : [];
  });
  if ([...trials, ...notRun].some(({ experiment }) => experiment === 'replay')) tables.push(replayTable(folder));
  tables.push(drainTable(folder));
  return tables.filter((table) => table !== null);
}
