/** Each look at its counters costs a service milliseconds of the thread that is measured: rare, and as rare in every mode. */
export const POLL_MS = 200;
/** Of less than this nothing can be told. */
const SHORTEST_FLOW_MS = 200;

/** What a consumer that began at 0 had handled, at a moment of `performance.now()`. */
export interface Poll {
  at: number;
  handled: number;
}

export interface Flow {
  /** When it was first, and last, seen to have handled more than before: each up to one poll late. */
  firstAt: number;
  lastAt: number;
  /** Between polls at which it was surely under way; null where that was too short to tell. */
  perSecond: number | null;
}

/**
 * A flow from its first poll with growth to its last; null where nothing flowed. Its rate ends one poll earlier: somewhere
 * between those two the last message was handled, and what came after it is no part of the flow.
 */
export function flowOf(polls: readonly Poll[]): Flow | null {
  const grew = polls.filter(({ handled }, index) => handled > (polls[index - 1]?.handled ?? 0));
  const [first, last] = [grew[0], grew.at(-1)];
  if (!first || !last) return null;
  const inside = polls[polls.indexOf(last) - 1];
  const ms = inside === undefined ? 0 : inside.at - first.at;
  const perSecond =
    inside === undefined || ms < SHORTEST_FLOW_MS ? null : Math.round(((inside.handled - first.handled) * 1000) / ms);
  return { firstAt: first.at, lastAt: last.at, perSecond };
}
