import type { SearchSize } from './latency-size.ts';

/** What a latency trial asks beyond a plain load of small orders. What is absent is as in the base. */
export interface LatencyAsk {
  /** Each order has so many lines. */
  lines?: number;
  /** Letters put into every customer's name: with `lines`, what makes a body large. */
  nameLetters?: number;
  /** Milliseconds in front of inventory; 0: the proxy stands there and delays nothing. */
  delayMs?: number;
  /** So many times the rate for a while. */
  burst?: { times: number; before: number; lasts: number; after: number };
  /** Look for the highest sustainable rate. */
  search?: SearchSize;
  /** The rate is this percentage of the mode's own capacity, taken from the records when the trial comes up. */
  shareOfCapacity?: number;
  /** So long after the load, with nothing to do: what do the processes use? */
  idleSeconds?: number;
  /** Hold every request back so far that the completion p50 of the same block's `again` grows by this factor. */
  slow?: number;
  /** What that came to, in microseconds. */
  heldBackUs?: number;
}
