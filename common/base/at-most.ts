import { setTimeout } from 'node:timers/promises';

/** Waits for what is under way, and no longer than so many milliseconds; what becomes of it later is nobody's. */
export async function atMost(ms: number, underWay: Promise<unknown>): Promise<void> {
  await Promise.race([underWay, setTimeout(ms, null, { ref: false })]);
}
