import type { RunFolder } from '../../../record/read-run.ts';
import { drainTable } from './drain-table.ts';
import { latencyTables } from './latency-tables.ts';
import { replayTable } from './replay-table.ts';
import type { SummaryTable } from './summary-table.ts';

/** One small table per question of latency and replay, for Markdown and terminal alike; faults have a matrix. */
export function summarise(folder: RunFolder): SummaryTable[] {
  const { trials, notRun } = folder.run;
  const tables: (SummaryTable | null)[] = latencyTables(folder);
  if ([...trials, ...notRun].some(({ experiment }) => experiment === 'replay')) tables.push(replayTable(folder));
  tables.push(drainTable(folder));
  return tables.filter((table) => table !== null);
}
