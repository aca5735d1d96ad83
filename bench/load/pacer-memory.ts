/** What the main thread and the pacing thread share. */
export interface PacerMemory {
  /** Int32 cells: SKIP, WAKE, BELL. */
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
