/** How long to wait before something is tried again. */
export interface GrowingWait {
  /** After the first failure; doubled after each one more, up to the longest. */
  firstWaitMs: number;
  longestWaitMs: number;
  /** The share of it that is drawn by chance, so that those who failed together do not come back together; absent: none. */
  drawn?: number;
}

/** The wait after so many failures, in whole milliseconds, as stores keep them. `failures`: at least 1. */
export function growingWaitMs(
  { firstWaitMs, longestWaitMs, drawn = 0 }: GrowingWait,
  failures: number,
  random: () => number = Math.random,
): number {
  const bound = Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - 1));
  return Math.round(bound * (1 - drawn * random()));
}
