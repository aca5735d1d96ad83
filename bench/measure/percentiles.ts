import type { Percentiles } from '../record/run-file.ts';
import type { Latencies } from './latencies.ts';

/**
 * How many samples a quantile needs before it is printed: 100/(1-q), so that about a hundred lie beyond it
 * (measurement.md, rule 7). 200 for the median, 10,000 for p99.
 */
export function samplesNeeded(quantile: number): number {
  return Math.round(100 / (1 - quantile));
}

/** The inverse of `samplesNeeded`: the highest quantile this many samples can carry. */
export function highestQuantile(samples: number): number {
  return samples > 100 ? 1 - 100 / samples : 0;
}

/** Microseconds, or null where there were too few samples for it. */
export function percentilesOf(latencies: Latencies): Percentiles {
  const { histogram } = latencies;
  const samples = histogram.totalCount;
  const at = (quantile: number) => (samples >= samplesNeeded(quantile) ? quantileOf(latencies, quantile) : null);
  return {
    samples,
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    p999: at(0.999),
    max: samples > 0 ? histogram.maxValue : null,
    mean: samples > 0 ? Math.round(histogram.mean) : null,
  };
}

/**
 * Microseconds; 0 when there is no sample. Whatever the sample count: for judging the harness itself (is the generator
 * late?) and for curves that are drawn up to `highestQuantile`; a printed figure comes from `percentilesOf`.
 */
export function quantileOf(latencies: Latencies, quantile: number): number {
  const { histogram } = latencies;
  return Math.min(histogram.getValueAtPercentile(quantile * 100), histogram.maxValue);
}
