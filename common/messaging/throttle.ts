import { setTimeout } from 'node:timers/promises';

/** The longest pause after one part of a batch: short enough to keep a group membership alive. */
const LONGEST_PAUSE_MS = 200;

export interface Throttle {
  /** How many messages to take at once. */
  readonly batch: number;
  /** Waits until `handled` more messages fit the rate. */
  pause(handled: number): Promise<void>;
}

/** Holds a consumer to a rate in messages per second, so that a backlog builds up; 0 holds it to nothing. */
export function createThrottle(perSecond: number, batch: number): Throttle {
  if (perSecond === 0) return { batch, pause: async () => {} };
  let free = performance.now();
  return {
    batch: Math.max(1, Math.min(batch, Math.floor((perSecond * LONGEST_PAUSE_MS) / 1000))),
    async pause(handled) {
      free = Math.max(free, performance.now()) + (handled * 1000) / perSecond;
      await setTimeout(Math.max(0, free - performance.now()));
    },
  };
}
