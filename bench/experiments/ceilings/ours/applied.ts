import { setTimeout } from 'node:timers/promises';
import { asWritten, select } from '../../../../common/store/inspector.ts';

const LOOK_EVERY_MS = 20;
const DEADLINE_MS = 30_000;

/** One message that a consumer of a log applied: its partition, and when, in milliseconds since the epoch. */
export interface Applied {
  partition: string;
  atMs: number;
}

/** What the inventory service with this store applied after a moment, oldest first. */
export async function appliedSince(dataFolder: string, sinceMs: number): Promise<Applied[]> {
  const sql = `SELECT position, applied_at AS at FROM inbox WHERE applied_at > ? ORDER BY ${asWritten}`;
  const since = new Date(sinceMs).toISOString();
  const rows = await select<{ position: string; at: string }>(dataFolder, 'inventory', sql, since);
  return rows.map(({ position, at }) => ({ partition: position.split('/')[1] ?? '', atMs: Date.parse(at) }));
}

/** Waits until `look` finds something. Throws when it does not in time, with what it was waiting for. */
export async function until<Found>(what: string, look: () => Promise<Found | undefined>): Promise<Found> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${DEADLINE_MS / 1000} s`);
    await setTimeout(LOOK_EVERY_MS);
  }
}
