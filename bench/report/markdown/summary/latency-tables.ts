import type { RunFolder } from '../../../record/read-run.ts';
import type { Variation } from '../../../record/run-file.ts';
import { groupTrials } from '../../figures/groups.ts';
import { capacityTable } from './capacity-table.ts';
import { latencyTable } from './latency-table.ts';
import { rankingTable } from './ranking-table.ts';
import type { SummaryTable } from './summary-table.ts';
import { sweeps, sweepTable } from './sweep-table.ts';

/** Everything about latency: what may be ranked first, then the base in full, then what was varied from it. */
export function latencyTables(folder: RunFolder): SummaryTable[] {
  const base = groupTrials(folder.run).filter(({ variation }) => variation?.kind === 'base');
  const tables = [
    rankingTable(folder),
    ...base.map((group) => latencyTable(folder, group)),
    capacityTable(folder),
    ...(Object.keys(sweeps) as Variation['kind'][]).map((kind) => sweepTable(folder, kind)),
  ];
  return tables.filter((table) => table !== null);
}
