/** One window of a run. The rate is best given as answered/offered, or Poisson noise alone (1/√n) exceeds the tolerance. */
export interface SteadyWindow {
  rate: number;
  /** Microseconds; null where nothing was answered, which is never steady. */
  p50Us: number | null;
}

const WINDOWS = 3;
const TOLERANCE = 0.05;

/**
 * The index of the first window that may be measured: the one after three consecutive windows whose rates and whose
 * p50s each lie within 5% of one another (largest ≤ 1.05 × smallest). Null while that has not happened; at the cap the
 * caller goes on and marks the trial `not steady` (measurement.md, rule 8).
 */
export function steadyFrom(windows: readonly SteadyWindow[]): number | null {
  for (let end = WINDOWS; end <= windows.length; end++) {
    const last = windows.slice(end - WINDOWS, end);
    if (agree(last.map((window) => window.rate)) && agree(last.map((window) => window.p50Us))) return end;
  }
  return null;
}

function agree(values: readonly (number | null)[]): boolean {
  const known = values.filter((value) => value !== null);
  if (known.length < values.length) return false;
  const smallest = Math.min(...known);
  return smallest > 0 && Math.max(...known) <= smallest * (1 + TOLERANCE);
}
