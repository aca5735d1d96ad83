import { usable } from './groups.ts';
import { emptyHistogram, type Histogram } from './read/read-histogram.ts';
import type { RunFolder } from './read/read-run.ts';
import type { LatencyKind, Percentiles, Trial } from './run-file.ts';

/** All usable trials of a mode as one histogram: histograms merge, percentiles are never averaged. */
export function mergedHistogram(folder: RunFolder, trials: Trial[], kind: LatencyKind): Histogram | null {
  const found = usable(trials).flatMap((trial) => folder.histogram(trial.id, kind) ?? []);
  if (found.length === 0) return null;
  const merged = emptyHistogram();
  for (const histogram of found) merged.add(histogram);
  return merged;
}

/** Percentiles of the usable trials: as recorded in `run.json` for one, from the merged histogram for several. */
export function latencyFigures(folder: RunFolder, trials: Trial[], kind: LatencyKind): Percentiles | null {
  const [first, ...others] = usable(trials);
  if (first === undefined) return null;
  if (others.length === 0) return first.latency?.[kind] ?? null;
  const merged = mergedHistogram(folder, trials, kind);
  return merged === null ? null : percentilesOf(merged);
}

/** A quantile q needs 100/(1-q) samples; below that it is null. */
export function percentilesOf(histogram: Histogram): Percentiles {
  const samples = histogram.totalCount;
  const at = (q: number) => (mayShow(q, samples) ? histogram.getValueAtPercentile(q * 100) : null);
  return {
    samples,
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    p999: at(0.999),
    max: samples > 0 ? histogram.maxValue : null,
    mean: samples > 0 ? histogram.mean : null,
  };
}

/** The highest quantile this many samples can carry. */
export function highestQuantile(samples: number): number {
  return samples === 0 ? 0 : 1 - 100 / samples;
}

function mayShow(q: number, samples: number): boolean {
  return samples * (1 - q) >= 100 - 1e-6;
}
