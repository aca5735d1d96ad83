import { z } from 'zod';
import type { Latencies } from '../measure/latencies.ts';
import { readFileIn } from './folder-files.ts';
import type { LatencyKind } from './latency-kinds.ts';
import { readHistograms } from './read-histograms.ts';
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
    series: readSeries(readFileIn(folder, 'series.csv')?.toString('utf8') ?? ''),
    latencies: (trialId, kind) => sets.get(`${trialId}.${kind}`) ?? null,
    histogramsIn: where,
    metrics: Metrics.parse(JSON.parse(readFileIn(folder, 'metrics.json')?.toString('utf8') ?? '{}')),
  };
}
