import { createHash } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import type { Tally } from '../contracts/analytics.ts';
import { type MinuteTally, summarise, type TallyColumn } from '../workflow/order-tally.ts';
import type { Tx } from './store.ts';

export const tallySchema = `
  CREATE TABLE IF NOT EXISTS minutes (
    minute TEXT PRIMARY KEY,
    orders INTEGER NOT NULL DEFAULT 0,
    confirmed INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    notified INTEGER NOT NULL DEFAULT 0
  );`;

type Reads = Pick<Tx, 'all'>;

/** Adds a batch; nulls are events that are not counted. */
export async function addToTally(tx: Tx, entries: readonly ({ minute: string; column: TallyColumn } | null)[]) {
  const minutes = new Map<string, MinuteTally>();
  for (const entry of entries) {
    if (!entry) continue;
    const { minute, column } = entry;
    const tally = minutes.get(minute) ?? { minute, orders: 0, confirmed: 0, rejected: 0, notified: 0 };
    tally[column]++;
    minutes.set(minute, tally);
  }
  for (const { minute, orders, confirmed, rejected, notified } of minutes.values()) {
    await tx.run(
      `INSERT INTO minutes (minute, orders, confirmed, rejected, notified) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (minute) DO UPDATE SET orders = minutes.orders + excluded.orders,
         confirmed = minutes.confirmed + excluded.confirmed, rejected = minutes.rejected + excluded.rejected,
         notified = minutes.notified + excluded.notified`,
      minute,
      orders,
      confirmed,
      rejected,
      notified,
    );
  }
}

/** The folded state and its digest: SHA-256 of the canonical JSON of the minutes in their order. */
export async function readTally(reads: Reads): Promise<Tally> {
  const minutes = await reads.all<MinuteTally>(
    'SELECT minute, orders, confirmed, rejected, notified FROM minutes ORDER BY minute',
  );
  const digest = createHash('sha256').update(JSON.stringify(minutes)).digest('hex');
  return { ...summarise(minutes), minutes, digest };
}

/** Whoever reads the file sees the old state or the new one, never half of it. */
export async function writeTallyFile(reads: Reads, file: string): Promise<void> {
  const partial = `${file}.partial`;
  await writeFile(partial, `${JSON.stringify(await readTally(reads), null, 2)}\n`, { mode: 0o600 });
  await rename(partial, file);
}
