import type { Variation } from '../../record/run-file.ts';
import type { RunFigures } from '../figures/run-figures.ts';
import { capacityTable } from './capacity.ts';
import { clusterTables } from './cluster.ts';
import { delaysTable } from './delays.ts';
import { drainTable } from './drain.ts';
import { efficiencyTable } from './efficiency.ts';
import { gatewayTables } from './gateway.ts';
import { latencyTable } from './latency.ts';
import { rankingTable } from './ranking.ts';
import { replayTable } from './replay.ts';
import { sagaTables } from './saga.ts';
import { sweeps, sweepTable } from './sweep.ts';
import type { SummaryTable } from './table.ts';
import { wayBackTables } from './way-back.ts';
import { workTables } from './work.ts';

/**
 * One small table per question of latency, replay, work, nodes, one door, ways back to the caller and payments, for Markdown and terminal alike; faults have a matrix. What may be
 * ranked comes first, then the base in full, then what was varied from it.
 */
export function tablesOf(figures: RunFigures): SummaryTable[] {
  const { run, latency, spans, replay, work, cluster, gateway, wayBack, saga } = figures;
  const tables = [
    ...latency.rankings.map((ranking) => {
      const table = rankingTable(ranking, run, spans);
      return ranking.at.kind === 'base' ? table : aside(table);
    }),
    ...latency.base.map(({ group }) => latencyTable(run, group)),
    latency.efficiency && aside(efficiencyTable(latency.efficiency)),
    latency.capacity && capacityTable(latency.capacity, run.durability),
    ...(Object.keys(sweeps) as Variation['kind'][]).flatMap((kind) => [
      aside(sweepTable(kind, latency.varied[kind] ?? [], run.host.cores)),
      aside(kind === 'delay' ? delaysTable(latency.delays) : null),
    ]),
    replay && replayTable(replay),
    drainTable(figures),
    ...(work ? workTables(work, run) : []),
    ...(cluster ? clusterTables(cluster) : []),
    ...(gateway ? gatewayTables(gateway, run) : []),
    ...(wayBack ? wayBackTables(wayBack) : []),
    ...(saga ? sagaTables(saga, run) : []),
  ];
  return tables.filter((table) => table !== null);
}

const aside = (table: SummaryTable | null): SummaryTable | null => table && { ...table, aside: true };
