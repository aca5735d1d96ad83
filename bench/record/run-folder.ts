import { gzipSync } from 'node:zlib';
import { appendWhole, emptyFolder, removeFile, removeFolder, replaceFile } from './folder-files.ts';
import { addHistograms, HISTOGRAMS, OLDER_HISTOGRAMS } from './histogram-archive.ts';
import type { Operation } from './history.ts';
import type { RunFile, Trial } from './run-file.ts';
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
 * Begins a run in a folder that was claimed for it: run.json, history.jsonl.gz and histograms.hlog.gz (one gzip member
 * per trial), series.csv and metrics.json. What a report is made of is written here; the report itself is made from these
 * files alone. run.json comes first, so that a run that is cut off at any moment leaves a run folder.
 */
export function openRunFolder(folder: string, run: RunFile): RunFolder {
  const lengths = { historyBytes: 0, seriesBytes: 0 };
  const save = ({ unfinished, ...now }: RunFile) =>
    replaceFile(folder, 'run.json', runText(unfinished ? { ...now, unfinished: { ...unfinished, ...lengths } } : now));
  save(run);
  for (const name of ['history.jsonl.gz', 'report.md', 'comparison.md']) removeFile(folder, name); // of an earlier run
  removeFolder(folder, OLDER_HISTOGRAMS, '.hlog');
  emptyFolder(folder, 'charts', '.svg');
  appendWhole(folder, 'history.jsonl.gz', '');
  replaceFile(folder, HISTOGRAMS, gzipSync(''));
  replaceFile(folder, 'series.csv', SERIES_HEAD);
  lengths.seriesBytes = SERIES_HEAD.length;
  const folded: Record<string, unknown> = {};
  const saveFolded = () => replaceFile(folder, 'metrics.json', `${JSON.stringify(folded, null, 2)}\n`);
  saveFolded();
  return {
    add(record) {
      const { trial, analytics } = record;
      const [history, series] = [gzipSync(historyOf(record)), Buffer.from(seriesOf(record))];
      appendWhole(folder, 'history.jsonl.gz', history);
      lengths.historyBytes += history.length;
      appendWhole(folder, 'series.csv', series);
      lengths.seriesBytes += series.length;
      addHistograms(folder, trial.id, record);
      if (analytics === null) return;
      folded[trial.id] = analytics;
      saveFolded();
    },
    save,
  };
}

const SERIES_HEAD = 'trial,second,metric,process,value\n';

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
