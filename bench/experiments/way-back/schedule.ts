import { type Random, shuffled } from '../../measure/random.ts';
import type { Way } from '../../record/way-back-cell.ts';

/** One order that is to leave so many milliseconds after the first could. */
interface Due {
  way: Way;
  atMs: number;
}

/**
 * So many orders per second, shared by the ways: one of each in every round, in an order drawn anew, and each at a moment drawn
 * within its own part of the round. So no way always follows the same one, and none keeps step with a timer.
 */
export function scheduleOf(ways: readonly Way[], ratePerSecond: number, seconds: number, random: Random): Due[] {
  const slotMs = 1000 / ratePerSecond;
  const rounds = Math.round((ratePerSecond * seconds) / ways.length);
  return Array.from({ length: rounds }, (_, round) =>
    shuffled(ways, random).map((way, slot) => ({ way, atMs: (round * ways.length + slot + random()) * slotMs })),
  ).flat();
}
