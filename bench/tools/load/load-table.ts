import Table from 'cli-table3';
import { generatorHealth } from '../../load/generator-health.ts';
import type { LoadResult } from '../../load/load-result.ts';
import { doubtWords, generatorDoubts } from '../../measure/generator-doubts.ts';
import { type EncodedLatencies, Latencies } from '../../measure/latencies.ts';
import { percentilesOf, quantileOf } from '../../measure/percentiles.ts';
import type { TimeSums } from '../../record/run-file.ts';

const COLUMNS = ['p50', 'p90', 'p99', 'p999', 'max', 'mean'] as const;

/** A run for a reader: counts, latencies in milliseconds, and how good the generator itself was. Ends with a line break. */
export function loadTable(result: LoadResult): string {
  const { counts, measuredSeconds, connections, connectionLimit, times } = result;
  const errors = Object.entries(result.errors).map(([kind, count]) => `${kind} ${count}`);
  const unsound = unsoundBecause(result);
  return [
    latencyTable(result),
    `sent ${counts.sent} in ${measuredSeconds} s (${perSecond(counts.sent, measuredSeconds)}/s), ` +
      `accepted ${counts.accepted} (${perSecond(counts.accepted, measuredSeconds)}/s), refused ${counts.refused}, ` +
      `failed ${counts.failed}, timed out ${counts.timedOut}, connection errors ${counts.connectionErrors}, ` +
      `unfinished ${counts.unfinished}`,
    ...(errors.length > 0 ? [`errors: ${errors.join(', ')}`] : []),
    `mean of all ${times.ended}: ${meanOf(times)}`,
    `connections: ${connections.opened} opened, at most ${connections.mostUnderWay} requests under way, ` +
      (connectionLimit === null ? 'no limit' : `${connectionLimit} possible`),
    `generator: ${Math.round(result.cpuShare * 100)}% of a core, latest send ${ms(result.worstSendDelayUs)} ms`,
    ...(result.stoppedEarly ? ['stopped before the end of its schedule'] : []),
    ...(unsound ? [`VOID: ${unsound}`] : []),
    '',
  ].join('\n');
}

/** Rule 11, applied to a run by itself. */
export function unsoundBecause(result: LoadResult): string | null {
  const acceptance = Latencies.decode(result.histograms.acceptance);
  const reportedP50Us = result.histograms.acceptance.samples > 0 ? quantileOf(acceptance, 0.5) : null;
  return doubtWords(generatorDoubts(generatorHealth(result, result.cpuShare, reportedP50Us))) || null;
}

function latencyTable({ histograms }: LoadResult): string {
  const table = new Table({ head: ['ms', ...COLUMNS, 'samples'], style: { head: [], border: [] } });
  table.push(
    row('acceptance, from intended send', histograms.acceptance),
    row('send delay, of every request', histograms.sendDelay),
    row('connection, 0 on an open one', histograms.connection),
    row('service, from its writing', histograms.service),
  );
  if (histograms.errors.samples > 0) table.push(row('refused and failed', histograms.errors));
  return table.toString();
}

function row(name: string, encoded: EncodedLatencies): string[] {
  const percentiles = percentilesOf(Latencies.decode(encoded));
  const cells = COLUMNS.map((column) => {
    const us = percentiles[column];
    return us === null ? `n/a (${percentiles.samples} samples)` : ms(us);
  });
  return [name, ...cells, String(percentiles.samples)];
}

/** The sum rule, as a sum. */
function meanOf({ ended, latencyUs, sendDelayUs, connectionUs, serviceUs }: TimeSums): string {
  const mean = (us: number) => ms(us / Math.max(1, ended));
  return `${mean(latencyUs)} ms = ${mean(sendDelayUs)} send delay + ${mean(connectionUs)} connection + ${mean(serviceUs)} service`;
}

const ms = (us: number) => (us / 1000).toFixed(us < 10_000 ? 2 : 1);
const perSecond = (count: number, seconds: number) => (count / Math.max(seconds, 1e-9)).toFixed(1);
