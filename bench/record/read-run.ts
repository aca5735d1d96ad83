import { z } from 'zod';
import { readHistogramLog } from '../measure/histogram-log.ts';
import { type Latencies, mergeLatencies } from '../measure/latencies.ts';
import { readFileIn } from './folder-files.ts';
import { HISTOGRAMS, OLDER_HISTOGRAMS, readArchive } from './histogram-archive.ts';
import { type LatencyKind, latencyKinds } from './latency-kinds.ts';
import { readRunFile } from './read-run-file.ts';
import { readSeries } from './read-series.ts';
import type { RunFile, SeriesRow } from './run-file.ts';
import { TrialId } from './run-schema.ts';

/** All a report is made of: a report may look at nothing else. */
export interface RunFolder {
  run: RunFile;
  series: SeriesRow[];
  /** Null where the trial recorded none. */
  latencies(trialId: string, kind: LatencyKind): Latencies | null;
  /** Where in the folder they stand. */
  histogramsIn: string;
  /** What the analytics service had folded at the end of each trial that has one, by trial id. */
  metrics: Record<string, unknown>;
}

/** By trial. */
const Metrics = z.record(TrialId, z.unknown());

/**
 * Reads `run.json`, its histograms, `series.csv` and `metrics.json` of a run; only the first must exist. Throws, with the
 * place, when one of them is not what a run writes: the folder may come from anybody.
 */
export async function readRun(folder: string): Promise<RunFolder> {
  const run = readRunFile(folder);
  const { sets, where } = readHistograms(folder, run);
  return {
    run,
    series: readSeries(
      readFileIn(folder, 'series.csv')?.subarray(0, run.unfinished?.seriesBytes).toString('utf8') ?? '',
    ),
    latencies: (trialId, kind) => sets.get(`${trialId}.${kind}`) ?? null,
    histogramsIn: where,
    metrics: Metrics.parse(JSON.parse(readFileIn(folder, 'metrics.json')?.toString('utf8') ?? '{}')),
  };
}

/** By `<trial>.<kind>`, and where they stand in the run's folder. */
interface Histograms {
  sets: Map<string, Latencies>;
  where: string;
}

/** Of the archive; of an older run, of its files. A run need not have any. */
export function readHistograms(folder: string, run: Pick<RunFile, 'trials' | 'unfinished'>): Histograms {
  const archived = readArchive(folder, run);
  if (archived !== null) return { sets: archived, where: HISTOGRAMS };
  const sets = new Map<string, Latencies>();
  for (const { id } of run.trials) {
    for (const kind of latencyKinds) {
      const log = readFileIn(folder, `${OLDER_HISTOGRAMS}/${id}.${kind}.hlog`)?.toString('utf8');
      if (log === undefined) continue;
      const intervals = readHistogramLog(log).map(({ latencies }) => latencies);
      sets.set(`${id}.${kind}`, mergeLatencies(intervals));
    }
  }
  return { sets, where: `${OLDER_HISTOGRAMS}/` };
}
