import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeHistogramLog } from '../measure/histogram-log.ts';
import type { Operation } from './history.ts';
import type { LatencyKind, RunFile, Trial } from './run-file.ts';
import { runText } from './run-text.ts';
import type { TrialRecord } from './trial-record.ts';

/** A run folder that grows trial by trial, so that no history stays in memory and a run that is cut off is not lost. */
export interface RunFolder {
  /** Writes what belongs to one trial that has ended. */
  add(record: TrialRecord): void;
  /** Writes run.json. */
  save(run: RunFile): void;
}

/**
 * Begins `results/<run-id>/`: run.json, history.jsonl.gz (one gzip member per trial), histograms, series.csv and
 * metrics.json. What a report is made of is written here; the report itself is made from these files alone.
 */
export function openRunFolder(folder: string): RunFolder {
  const at = (...names: string[]) => join(folder, ...names);
  for (const name of ['run.json', 'history.jsonl.gz', 'histograms', 'series.csv', 'metrics.json']) {
    rmSync(at(name), { recursive: true, force: true }); // of an earlier run into the same folder
  }
  mkdirSync(at('histograms'), { recursive: true, mode: 0o700 });
  writeFileSync(at('history.jsonl.gz'), '');
  writeFileSync(at('series.csv'), 'trial,second,metric,process,value\n');
  const folded: Record<string, unknown> = {};
  const saveFolded = () => writeFileSync(at('metrics.json'), `${JSON.stringify(folded, null, 2)}\n`);
  saveFolded();
  return {
    add(record) {
      const { trial, analytics } = record;
      appendFileSync(at('history.jsonl.gz'), gzipSync(historyOf(record)));
      appendFileSync(at('series.csv'), seriesOf(record));
      writeHistograms(record, (kind, log) => writeFileSync(at('histograms', `${trial.id}.${kind}.hlog`), log));
      if (analytics === null) return;
      folded[trial.id] = analytics;
      saveFolded();
    },
    save: (run) => writeFileSync(at('run.json'), runText(run)),
  };
}

function writeHistograms({ latencies, window }: TrialRecord, write: (kind: string, log: string) => void): void {
  if (!latencies) return;
  for (const [kind, set] of Object.entries(latencies) as [LatencyKind, (typeof latencies)[LatencyKind]][]) {
    write(kind, writeHistogramLog([{ tag: kind, ...window, latencies: set }]));
  }
}

/**
 * Operations of a trial, then what was read at its end, one line per kind of thing. Trials without a fault have many
 * orders: there, what was asked (drawn from the seed) and the final reads are left out. A latency run has hundreds of
 * thousands: of its trials, those whose every check held leave their figures alone, but for the base of the first block.
 */
function historyOf({ trial, operations, final }: TrialRecord): string {
  if (onlyFigures(trial)) return '';
  const brief = trial.experiment !== 'failure';
  const lines = operations.map((operation) => JSON.stringify(brief ? withoutRequest(operation) : operation));
  if (!brief && final) {
    for (const [key, value] of Object.entries(final)) {
      lines.push(JSON.stringify({ trial: trial.id, f: 'final-read', type: 'ok', key, value }));
    }
  }
  return lines.map((line) => `${line}\n`).join('');
}

const onlyFigures = ({ experiment, block, variation, verdicts }: Trial): boolean =>
  experiment === 'latency' &&
  !(block === 1 && variation?.kind === 'base') &&
  verdicts.every(({ outcome }) => outcome === 'holds' || outcome === 'not-applicable');

const withoutRequest = (operation: Operation): Operation =>
  operation.f === 'place-order' && operation.type === 'invoke' ? { ...operation, value: null } : operation;

const seriesOf = ({ series }: TrialRecord): string =>
  series
    .map(({ trial, second, metric, process, value }) => `${[trial, second, metric, process, value].join()}\n`)
    .join('');
