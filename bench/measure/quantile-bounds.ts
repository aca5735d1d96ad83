import type { Latencies } from './latencies.ts';

/** Between which two samples a quantile lies; microseconds. Null: beyond every sample there is. */
export interface QuantileBounds {
  /** It is surely no less, and surely no more, each with this confidence. */
  atLeastUs: number | null;
  atMostUs: number | null;
}

/**
 * What few samples do say of a quantile: two order statistics between which it lies, whatever the distribution, each side
 * with the confidence given (the number of samples beyond the quantile is binomial). An upper bound of the p99 needs 299 samples.
 */
export function quantileBounds({ histogram }: Latencies, quantile: number, confidence = 0.95): QuantileBounds {
  const samples = histogram.totalCount;
  let most = -1; // of samples beyond the quantile: fewer are so unlikely that the one before them bounds it from above
  let least: number | null = null;
  for (let beyond = 0, below = 0; beyond <= samples && least === null; beyond++) {
    below += binomial(samples, beyond, 1 - quantile);
    if (below <= 1 - confidence) most = beyond;
    if (below >= confidence) least = beyond;
  }
  const at = (place: number) =>
    place < 1 ? null : Math.min(histogram.getValueAtPercentile((100 * place) / samples), histogram.maxValue);
  return {
    atLeastUs: least === null || samples === 0 ? null : at(samples - least),
    atMostUs: most < 0 ? null : at(samples - most),
  };
}

/** The chance of just so many of n; in logarithms, since 0.99 to the power of 100,000 is no number of this machine. */
function binomial(n: number, k: number, p: number): number {
  let log = k * Math.log(p) + (n - k) * Math.log1p(-p);
  for (let i = 0; i < k; i++) log += Math.log((n - i) / (i + 1));
  return Math.exp(log);
}
