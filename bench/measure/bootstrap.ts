import { seededRandom } from './random.ts';

/** A ratio of two things measured in the same blocks, with its 95% interval. */
export interface RatioInterval {
  /** Geometric mean of the per-block ratios. */
  ratio: number;
  low: number;
  high: number;
  blocks: number;
  /** False below six blocks: the chance that all of them err to one side, 2^(1-n), then exceeds 5%. */
  conclusive: boolean;
}

export type Comparison = 'greater' | 'smaller' | 'no difference shown';

const RESAMPLES = 4000;
const FEWEST_BLOCKS = 6;

/**
 * The 95% interval of `a`/`b`, where `a[i]` and `b[i]` were measured in block i: whole blocks are resampled, since what
 * disturbs a block disturbs both (measurement.md, rule 9). The percentile interval of the log ratios is widened by
 * √(n/(n-1)) and Student's t for few blocks: Hesterberg, "What Teachers Should Know About the Bootstrap", The American
 * Statistician 69 (2015), "expanded percentile interval". The same seed gives the same interval, and `b`/`a` its inverse.
 * Throws a RangeError when the lengths differ, there are fewer than two blocks, or a figure is not above zero.
 */
export function ratioInterval(a: readonly number[], b: readonly number[], seed: number): RatioInterval {
  const logs = logRatios(a, b);
  const n = logs.length;
  const random = seededRandom(seed, 'bootstrap');
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let drawn = 0; drawn < n; drawn++) sum += logs[Math.floor(random() * n)] ?? 0;
    return sum / n;
  }).sort();
  const tail = normalCdf(-studentT975(n - 1) * Math.sqrt(n / (n - 1)));
  const below = Math.floor(tail * (RESAMPLES - 1));
  return {
    ratio: Math.exp(logs.reduce((sum, log) => sum + log, 0) / n),
    low: Math.exp(means[below] ?? Number.NaN),
    high: Math.exp(means[RESAMPLES - 1 - below] ?? Number.NaN),
    blocks: n,
    conclusive: n >= FEWEST_BLOCKS,
  };
}

/** What may be said: a direction only when the interval excludes 1 and there were blocks enough. */
export function comparisonOf({ low, high, conclusive }: RatioInterval): Comparison {
  if (!conclusive || (low <= 1 && high >= 1)) return 'no difference shown';
  return low > 1 ? 'greater' : 'smaller';
}

/**
 * What may be said beside the A/A control of the same figure: a direction only when the ratio also lies outside the control's interval, whichever of the
 * two is divided by the other. What one thing does against itself is no difference between two.
 */
export function comparisonBeside(interval: RatioInterval, control: RatioInterval): Comparison {
  const noise = Math.max(control.high, 1 / control.low);
  return Math.max(interval.ratio, 1 / interval.ratio) > noise ? comparisonOf(interval) : 'no difference shown';
}

function logRatios(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) throw new RangeError(`expected as many blocks of each, got ${a.length} and ${b.length}`);
  if (a.length < 2) throw new RangeError(`expected at least 2 blocks, got ${a.length}`);
  const wrong = [...a, ...b].find((figure) => !(figure > 0 && Number.isFinite(figure)));
  if (wrong !== undefined) throw new RangeError(`expected figures above zero, got ${wrong}`);
  return a.map((figure, block) => Math.log(figure / (b[block] ?? Number.NaN)));
}

/** Two-sided 95% quantiles of Student's t for 1 to 30 degrees of freedom (any statistics textbook). */
const T_975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** The 97.5% quantile of Student's t; beyond 30 degrees of freedom by the first term of its expansion around 1.96. */
export function studentT975(degreesOfFreedom: number): number {
  return T_975[degreesOfFreedom - 1] ?? 1.96 + 2.4 / degreesOfFreedom;
}

/** P(Z ≤ z) of the standard normal. Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26; error below 1e-7. */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const upper = (series * Math.exp(-x * x)) / 2;
  return z < 0 ? upper : 1 - upper;
}
