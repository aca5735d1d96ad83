import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LatencyKind, RunFile, SeriesRow } from '../run-file.ts';
import { type Histogram, readHistogram } from './read-histogram.ts';
import { readSeries } from './read-series.ts';

/** All a report is made of: a report may look at nothing else. */
export interface RunFolder {
  run: RunFile;
  series: SeriesRow[];
  /** Microseconds; null where the trial recorded none. */
  histogram(trialId: string, kind: LatencyKind): Histogram | null;
  /** What the analytics service of the Kafka mode had folded; null where there is none. */
  metrics: Record<string, unknown> | null;
}

const kinds: LatencyKind[] = ['acceptance', 'completion', 'service', 'send-delay'];

/** Reads `run.json`, `histograms/*.hlog`, `series.csv` and `metrics.json` of a run; only the first must exist. */
export async function readRun(folder: string): Promise<RunFolder> {
  const text = await readIfThere(join(folder, 'run.json'));
  if (text === null) throw new Error(`expected a run folder with a run.json, found none in ${folder}`);
  const run = JSON.parse(text) as RunFile;
  if (run.schemaVersion !== 1) {
    throw new Error(`run.json: expected schema version 1, got ${String(run.schemaVersion)}; use the lab that wrote it`);
  }
  const histograms = new Map<string, Histogram>();
  for (const { id } of run.trials) {
    for (const kind of kinds) {
      const histogram = await readHistogram(join(folder, 'histograms', `${id}.${kind}.hlog`));
      if (histogram !== null) histograms.set(`${id}.${kind}`, histogram);
    }
  }
  const metrics = await readIfThere(join(folder, 'metrics.json'));
  return {
    run,
    series: readSeries((await readIfThere(join(folder, 'series.csv'))) ?? ''),
    histogram: (trialId, kind) => histograms.get(`${trialId}.${kind}`) ?? null,
    metrics: metrics === null ? null : (JSON.parse(metrics) as Record<string, unknown>),
  };
}

async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
