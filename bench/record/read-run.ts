import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Latencies } from '../measure/latencies.ts';
import { readHistogram } from './read-histogram.ts';
import { readSeries } from './read-series.ts';
import { type RunFileV1, upgradeV1 } from './read-v1.ts';
import { type LatencyKind, type RunFile, SCHEMA_VERSION, type SeriesRow } from './run-file.ts';

/** All a report is made of: a report may look at nothing else. */
export interface RunFolder {
  run: RunFile;
  series: SeriesRow[];
  /** Null where the trial recorded none. */
  latencies(trialId: string, kind: LatencyKind): Latencies | null;
  /** What the analytics service had folded at the end of each trial that has one, by trial id. */
  metrics: Record<string, unknown>;
}

const kinds: LatencyKind[] = ['acceptance', 'completion', 'service', 'send-delay'];

/** Reads `run.json`, `histograms/*.hlog`, `series.csv` and `metrics.json` of a run; only the first must exist. */
export async function readRun(folder: string): Promise<RunFolder> {
  const text = await readIfThere(join(folder, 'run.json'));
  if (text === null) throw new Error(`expected a run folder with a run.json, found none in ${folder}`);
  const run = versioned(JSON.parse(text) as RunFile | RunFileV1);
  const sets = new Map<string, Latencies>();
  for (const { id } of run.trials) {
    for (const kind of kinds) {
      const set = await readHistogram(join(folder, 'histograms', `${id}.${kind}.hlog`));
      if (set !== null) sets.set(`${id}.${kind}`, set);
    }
  }
  const metrics = await readIfThere(join(folder, 'metrics.json'));
  return {
    run,
    series: readSeries((await readIfThere(join(folder, 'series.csv'))) ?? ''),
    latencies: (trialId, kind) => sets.get(`${trialId}.${kind}`) ?? null,
    metrics: metrics === null ? {} : (JSON.parse(metrics) as Record<string, unknown>),
  };
}

function versioned(run: RunFile | RunFileV1): RunFile {
  if (run.schemaVersion === SCHEMA_VERSION) return run;
  if (run.schemaVersion === 1) return upgradeV1(run);
  const { schemaVersion } = run as { schemaVersion: unknown };
  throw new Error(
    `run.json: expected schema version ${SCHEMA_VERSION} or 1, got ${String(schemaVersion)}; use the lab that wrote it`,
  );
}

async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
