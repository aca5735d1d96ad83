/** What the main thread and the pacing thread share. */
export interface PacerMemory {
  /** Int32 cells: SKIP, WAKE, BELL, COMING. */
  control: Int32Array<SharedArrayBuffer>;
  /** Nanoseconds: [0] the schedule's start on the monotonic clock, [1] how much of it was skipped. */
  times: BigInt64Array<SharedArrayBuffer>;
  offsetsNs: Float64Array<SharedArrayBuffer>;
}

/** Arrivals before this index are no longer to be rung for. */
export const SKIP = 0;
/** Changes when SKIP or the times did. */
export const WAKE = 1;
/** RUNG from the ring until the main thread looks: rings that nobody heard yet are not piled up. */
export const BELL = 2;
export const RUNG = 1;
/** The last arrival that was rung for: it may not be due yet. */
export const COMING = 3;
export const CELLS = 4;

const MOST_AHEAD_NS = 500_000;
const SHARE_AHEAD = 0.1;
/** After a shorter gap the threads and what they need are still awake. */
const REST_NS = 1_000_000;

/**
 * So long before arrival `n` is due it is rung for: on a quiet machine a thread that sleeps is awake some 0.1 to 0.3 ms after
 * it was called. Whoever is there too soon asks the clock until the time has come, which costs at most this share of a core.
 */
export function aheadNs(offsetsNs: Float64Array, n: number): number {
  const gapNs = (offsetsNs[n] ?? 0) - (offsetsNs[n - 1] ?? 0);
  return gapNs >= REST_NS ? Math.min(MOST_AHEAD_NS, gapNs * SHARE_AHEAD) : 0;
}
