import { readHistogramLog } from '../measure/histogram-log.ts';
import { type Latencies, mergeLatencies } from '../measure/latencies.ts';
import { readFileIn } from './folder-files.ts';
import { HISTOGRAMS, OLDER_HISTOGRAMS, readArchive } from './histogram-archive.ts';
import { latencyKinds } from './latency-kinds.ts';
import type { RunFile } from './run-file.ts';

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
