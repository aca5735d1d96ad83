import { sum } from '../../measure/sums.ts';
import { finishedAt, type Journey } from '../trial/journey.ts';

const STEP_US = 100_000;
/** Looks of half a second are averaged: neighbours are too much alike to count each. */
const LOOKS_PER_MEAN = 5;
/** Student's t, one-sided 95%, for the six means of a step of 3 s; with more means the true one is down to 1.65. */
const T = 2.13;

export interface Growth {
  /** Orders per second: least squares over looks every 100 ms. */
  slope: number;
  /**
   * At least so much, with 95% confidence: the slope, less Student's t times the standard error that half-second means
   * have, so never above the slope. A stall that piles orders up for a moment does not make it grow; null when the stretch
   * is too short to tell.
   */
  atLeast: number | null;
}

/**
 * By how much orders due and not finished grew from `from` to `to` (monotonic microseconds). Those that wait for their
 * answer are in it as well, or a mode that answers with the outcome would never show any; what was refused or failed waits no
 * longer. Null when the stretch is too short to tell.
 */
export function unfinishedGrowth(journeys: readonly Journey[], from: number, to: number): Growth | null {
  const looks = looksAt(journeys, from, to);
  if (looks.length < 5) return null;
  const means: Look[] = [];
  for (let n = 0; n + LOOKS_PER_MEAN <= looks.length; n += LOOKS_PER_MEAN) {
    const some = looks.slice(n, n + LOOKS_PER_MEAN);
    means.push({ x: mean(some, ({ x }) => x), y: mean(some, ({ y }) => y) });
  }
  const { slope } = fit(looks);
  return {
    slope: hundredths(slope),
    atLeast: means.length < 4 ? null : hundredths(slope - T * fit(means).error),
  };
}

/** The slope alone. */
export const unfinishedSlope = (...of: Parameters<typeof unfinishedGrowth>): number | null =>
  unfinishedGrowth(...of)?.slope ?? null;

/** Orders due and not finished at a moment (monotonic microseconds). */
export const unfinishedAt = (journeys: readonly Journey[], at: number): number =>
  journeys.filter((journey) => journey.intended <= at && (finishedAt(journey) ?? Number.POSITIVE_INFINITY) > at).length;

interface Look {
  x: number;
  y: number;
}

/** How many wait, every 100 ms; x in seconds since `from`. */
function looksAt(journeys: readonly Journey[], from: number, to: number): Look[] {
  const changes: { at: number; by: number }[] = [];
  for (const journey of journeys) {
    const end = finishedAt(journey);
    changes.push({ at: journey.intended, by: 1 });
    if (end !== null) changes.push({ at: Math.max(end, journey.intended), by: -1 });
  }
  changes.sort((a, b) => a.at - b.at);
  const looks: Look[] = [];
  let next = 0;
  let waiting = 0;
  for (let t = from; t <= to; t += STEP_US) {
    for (; next < changes.length && (changes[next]?.at ?? 0) <= t; next++) waiting += changes[next]?.by ?? 0;
    looks.push({ x: (t - from) / 1e6, y: waiting });
  }
  return looks;
}

/** Least squares: the slope and its standard error. */
function fit(points: readonly Look[]): { slope: number; error: number } {
  const [meanX, meanY] = [mean(points, ({ x }) => x), mean(points, ({ y }) => y)];
  const spread = sum(points, ({ x }) => (x - meanX) ** 2);
  const slope = sum(points, ({ x, y }) => (x - meanX) * (y - meanY)) / spread;
  const rest = sum(points, ({ x, y }) => (y - meanY - slope * (x - meanX)) ** 2);
  return { slope, error: Math.sqrt(rest / (points.length - 2) / spread) };
}

const mean = (looks: readonly Look[], value: (look: Look) => number) => sum(looks, value) / looks.length;
const hundredths = (value: number) => Math.round(value * 100) / 100;
