import { setTimeout } from 'node:timers/promises';

const LOOK_EVERY_MS = 40;

/**
 * Looks until `look` gives something, and gives that back. Throws at the deadline with what was waited for and what was
 * seen last: the error of the last look, or what it gave.
 */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | null | undefined | false> | Found | null | undefined | false,
  deadlineMs = 20_000,
): Promise<Found> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    let last: unknown;
    try {
      const found = await look();
      if (found !== null && found !== undefined && found !== false) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      throw new Error(
        `gave up after ${deadlineMs / 1000} s waiting until ${what}; the last look gave: ${String(last)}`,
      );
    }
    await setTimeout(LOOK_EVERY_MS);
  }
}
