/** How a caller learns the outcome of an order; the first: at once, with the answer to it. */
export const ways = ['answer', 'ask', 'listen', 'callback', 'reply'] as const;
export type Way = (typeof ways)[number];

/** What goes on while orders are placed, and until their callers know. */
export const situationNames = [
  'steady',
  'inventory is dead',
  'and the caller restarts',
  'and the order service restarts',
] as const;
export type SituationName = (typeof situationNames)[number];

/** One way in one situation. Times in milliseconds; null: too few orders for it (a median needs 200, a p90 1000). */
export interface WayBackRow {
  situation: SituationName;
  way: Way;
  placed: number;
  known: number;
  /** Of those known: orders that failed, since their answer could not wait. */
  failed: number;
  /** From the moment the order was to be sent until its caller knew; whoever never knew counts with the time that he waited. */
  knownWithin: Spread;
  /** From the moment the outcome was decided, which is a little before it is stored. */
  afterOutcome: Spread;
  requestsPerOrder: number;
  bytesPerOrder: number;
  /** How late orders left the caller, at worst; and of a hundred the second latest: older runs have no such figure. */
  lateMs: number;
  lateP99Ms?: number;
  /**
   * From when the last order was to be sent until nobody waited any more. Absent in older runs, which had other rules: whoever never knew is in
   * no spread, what was placed again through the broker is not counted, and a caller who restarted was back before inventory.
   */
  waitedMs?: number;
}

export interface Spread {
  p50: number | null;
  p90: number | null;
  max: number | null;
}

/** What a trial of the way-back experiment adds to the figures that every trial has. */
export interface WayBackCell {
  ratePerWay: number;
  /** Of all ways of the mode together, as many in each mode; older runs placed as many of each way. */
  ratePerSecond?: number;
  rows: WayBackRow[];
}
