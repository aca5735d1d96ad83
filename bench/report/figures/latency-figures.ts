import { type Latencies, mergeLatencies } from '../../measure/latencies.ts';
import { percentilesOf } from '../../measure/percentiles.ts';
import type { RunFolder } from '../../record/read-run.ts';
import type { LatencyKind, Percentiles, Trial } from '../../record/run-file.ts';
import { usable } from './groups.ts';

/** All usable trials of a mode as one set: histograms merge, percentiles are never averaged. */
export function mergedLatencies(folder: RunFolder, trials: Trial[], kind: LatencyKind): Latencies | null {
  const found = usable(trials).flatMap((trial) => folder.latencies(trial.id, kind) ?? []);
  return found.length === 0 ? null : mergeLatencies(found);
}

/** Percentiles of the usable trials: as recorded in `run.json` for one, from the merged histogram for several. */
export function latencyFigures(folder: RunFolder, trials: Trial[], kind: LatencyKind): Percentiles | null {
  const [first, ...others] = usable(trials);
  if (first === undefined) return null;
  if (others.length === 0) return first.latency?.[kind] ?? null;
  const merged = mergedLatencies(folder, trials, kind);
  return merged === null ? null : percentilesOf(merged);
}
