import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { nowUs } from '../../../record/recorder.ts';

const LOOK_EVERY_MS = 5;
const DEADLINE_MS = 60_000;

/** A rate and the stretch of the monotonic clock, in microseconds, in which it was seen. */
export interface Stretch {
  perSecond: number;
  fromUs: number;
  toUs: number;
}

/**
 * How far a service has come, read from its store and not asked of it, so that it is left alone. `sql` selects one
 * number; 0 while there is no such store or table yet.
 */
export function progressIn(folder: string, store: string, sql: string) {
  const file = join(folder, `${store}.sqlite`);
  let db: Database.Database | null = null;
  return {
    read(): number {
      try {
        if (!existsSync(file)) return 0;
        db ??= new Database(file, { readonly: true });
        return (db.prepare(sql).pluck().get() as number | null) ?? 0;
      } catch {
        return 0;
      }
    },
    close: () => void db?.close(),
  };
}

/** The rate at which `read` goes from `from` to `to`. Throws when it does not get there in time. */
export async function rateBetween(read: () => number, from: number, to: number): Promise<Stretch> {
  const deadline = performance.now() + DEADLINE_MS;
  let start: { at: number; us: number } | null = null;
  for (;;) {
    const at = read();
    const us = nowUs();
    if (!start && at >= from) start = { at, us };
    if (start && at >= to && us > start.us) {
      return { perSecond: ((at - start.at) * 1e6) / (us - start.us), fromUs: start.us, toUs: us };
    }
    if (performance.now() > deadline) throw new Error(`came to ${at} of ${to} in ${DEADLINE_MS / 1000} s`);
    await setTimeout(LOOK_EVERY_MS);
  }
}
