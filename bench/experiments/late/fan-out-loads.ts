import type { Phase } from '../../load/load-options.ts';

/** Fresh processes are still being compiled then. */
const DISCARDED_S = 8;
const WARM_UP_S = 3;
export const MEASURED = 'measured';

export interface FanOutLoad {
  /** Begins the key of each of its orders: under the key of another load it would be that load's order again. */
  name: string;
  /** Null: of this one nothing is used. */
  listeners: number | null;
  phases: Phase[];
}

/** The loads of one block, one after the other on one lab. */
export function fanOutLoads(
  counts: readonly number[],
  block: number,
  { ratePerSecond, seconds }: { ratePerSecond: number; seconds: number },
): FanOutLoad[] {
  const phase = (name: string, lasts: number, measured = true) => ({ name, ratePerSecond, seconds: lasts, measured });
  return [
    { name: 'discarded', listeners: null, phases: [phase('discarded', DISCARDED_S)] },
    ...inTurn(counts, block).map((listeners) => ({
      name: `beside-${listeners}`,
      listeners,
      phases: [phase('warm-up', WARM_UP_S, false), phase(MEASURED, seconds)],
    })),
  ];
}

/**
 * A row of a Latin square: over as many blocks as there are items each comes once in each place and, of an even number of them,
 * once right behind each other one (Williams 1949), whatever a lab does as it grows older.
 */
function inTurn<Item>(items: readonly Item[], block: number): Item[] {
  const { length } = items;
  return items.flatMap((_, place) => {
    const zigzag = place % 2 === 1 ? (place + 1) / 2 : length - place / 2;
    return items.slice((zigzag + block - 1) % length).slice(0, 1);
  });
}
