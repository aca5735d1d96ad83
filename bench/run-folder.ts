import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { TrialRecord } from './experiments/trial-record.ts';
import type { Operation } from './history.ts';
import { writeHistogramLog } from './measure/histogram-log.ts';
import type { LatencyKind, RunFile } from './report/run-file.ts';

/**
 * Writes `results/<run-id>/`: run.json, history.jsonl.gz, histograms, series.csv and metrics.json. What a report is
 * made of is written here; the report itself is made from these files alone.
 */
export function writeRunFolder(folder: string, run: RunFile, records: readonly TrialRecord[]): void {
  const histograms = join(folder, 'histograms');
  mkdirSync(histograms, { recursive: true, mode: 0o700 });
  const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);
  write('run.json', `${JSON.stringify(run, null, 2)}\n`);
  write('history.jsonl.gz', gzipSync(historyOf(records), { level: 9 }));
  write('series.csv', seriesOf(records));
  for (const { trial, latencies, window } of records) {
    for (const [kind, set] of Object.entries(latencies ?? {}) as [
      LatencyKind,
      NonNullable<typeof latencies>[LatencyKind],
    ][]) {
      const log = writeHistogramLog([{ tag: kind, ...window, latencies: set }]);
      writeFileSync(join(histograms, `${trial.id}.${kind}.hlog`), log);
    }
  }
  const analytics = records.filter(({ analytics: folded }) => folded !== null);
  const folded = Object.fromEntries(analytics.map((record) => [record.trial.id, record.analytics]));
  write('metrics.json', `${JSON.stringify(folded, null, 2)}\n`);
}

/**
 * Operations of every trial, then what was read at its end, one line per kind of thing. Trials without a fault have
 * many orders: there, what was asked (drawn from the seed) and the final reads are left out.
 */
function historyOf(records: readonly TrialRecord[]): string {
  const lines: string[] = [];
  for (const { trial, operations, final } of records) {
    const brief = trial.experiment !== 'failure';
    for (const operation of operations) lines.push(JSON.stringify(brief ? withoutRequest(operation) : operation));
    if (brief || !final) continue;
    for (const [key, value] of Object.entries(final)) {
      lines.push(JSON.stringify({ trial: trial.id, f: 'final-read', type: 'ok', key, value }));
    }
  }
  return `${lines.join('\n')}\n`;
}

const withoutRequest = (operation: Operation): Operation =>
  operation.f === 'place-order' && operation.type === 'invoke' ? { ...operation, value: null } : operation;

function seriesOf(records: readonly TrialRecord[]): string {
  const rows = records.flatMap(({ series }) => series);
  const lines = rows.map(({ trial, second, metric, process, value }) => [trial, second, metric, process, value].join());
  return `${['trial,second,metric,process,value', ...lines].join('\n')}\n`;
}
