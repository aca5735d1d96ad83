import type { ActiveToxic, Direction } from './toxic.ts';

/** When a piece of data that came now may go on, in the milliseconds of the clock that is handed in. */
export type Pace = (direction: Direction, bytes: number, nowMs: number) => number;

/**
 * What latency and bandwidth do to one link. Order within a connection is its delay line's concern.
 *
 *   came ─▶ waits until the link is free ─▶ bytes ÷ rate ─▶ + latency ± jitter ─▶ may go on
 */
export function paceOf(active: () => Iterable<ActiveToxic>, random: () => number): Pace {
  const freeAt: Record<Direction, number> = { request: 0, response: 0 };
  return (direction, bytes, nowMs) => {
    let due = nowMs;
    for (const { toxic, toll } of active()) {
      if (toxic.kind === 'bandwidth') {
        freeAt[direction] = Math.max(freeAt[direction], nowMs) + (bytes * 1000) / toxic.bytesPerSecond;
        due = Math.max(due, freeAt[direction]);
      } else if (toxic.kind === 'latency' && (toxic.direction === 'both' || toxic.direction === direction)) {
        due += Math.max(0, toxic.ms + (random() * 2 - 1) * toxic.jitterMs);
      } else continue;
      toll.hits++;
      toll.bytes += bytes;
    }
    return due;
  };
}
