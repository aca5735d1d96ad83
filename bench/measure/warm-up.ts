/** Low and high end of what a figure may be. */
export type Interval = readonly [low: number, high: number];

/** One window of a run. Each figure comes with what its sampling noise leaves open. */
export interface SteadyWindow {
  /** Answered/offered: the arrivals themselves are random. Null where nothing was offered. */
  rate: Interval | null;
  /** Of acceptance, in microseconds; null where too little was answered, which is never steady. */
  p50Us: Interval | null;
  /** Of completion, likewise; absent where nobody watches it. */
  completionP50Us?: Interval | null;
}

const WINDOWS = 3;
const TOLERANCE = 0.05;
/** Of the normal distribution: 95% lie within so many standard deviations. */
const Z = 1.96;

/**
 * The index of the first window that may be measured: the one after three consecutive windows whose rates and whose
 * p50s, of acceptance and of completion, agree within 5% (measurement.md, rule 8). Null while that has not happened; at the cap the caller goes on and
 * marks the trial `not steady`.
 *
 * What is compared are 95% intervals, not points: the p50 of 100 answers is good to some ±10%, so three seconds of a
 * perfectly steady system seldom agree within 5%. Windows disagree when even the nearest ends of their intervals lie
 * more than 5% apart: then it is no noise, the system still changes.
 */
export function steadyFrom(windows: readonly SteadyWindow[]): number | null {
  for (let end = WINDOWS; end <= windows.length; end++) {
    const last = windows.slice(end - WINDOWS, end);
    const completions = last.flatMap(({ completionP50Us }) => (completionP50Us === undefined ? [] : [completionP50Us]));
    const settled = [last.map(({ rate }) => rate), last.map(({ p50Us }) => p50Us), completions].every(agree);
    if (settled) return end;
  }
  return null;
}

/**
 * The 95% interval of the median of what these ascending values are a sample of: order statistics n/2 ± 0.98 √n
 * (Conover, "Practical Nonparametric Statistics", 3.2). Null below 20 values, where it would say next to nothing.
 */
export function medianInterval(sorted: ArrayLike<number>): Interval | null {
  const n = sorted.length;
  if (n < 20) return null;
  const half = (Z / 2) * Math.sqrt(n);
  const at = (rank: number) => sorted[Math.min(n, Math.max(1, rank)) - 1] ?? 0;
  return [at(Math.floor(n / 2 - half)), at(Math.ceil(n / 2 + half) + 1)];
}

/** Answered/offered with the noise of both counts: an answer of this second may belong to a request of the one before. */
export function rateInterval(answered: number, offered: number): Interval | null {
  if (offered === 0 || answered === 0) return null;
  const rate = answered / offered;
  const noise = Z * rate * Math.sqrt(1 / answered + 1 / offered);
  return [Math.max(0, rate - noise), rate + noise];
}

function agree(intervals: readonly (Interval | null)[]): boolean {
  if (intervals.length === 0) return true;
  const known = intervals.filter((interval) => interval !== null);
  if (known.length < intervals.length) return false;
  const highestLow = Math.max(...known.map(([low]) => low));
  const lowestHigh = Math.min(...known.map(([, high]) => high));
  return lowestHigh > 0 && highestLow <= lowestHigh * (1 + TOLERANCE);
}
