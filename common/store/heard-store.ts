import type { LabEvent } from '../contracts/payments.ts';
import type { Tx } from './store.ts';

export const heardSchema = `
  CREATE TABLE IF NOT EXISTS heard (id INTEGER PRIMARY KEY, orders BIGINT NOT NULL, since TEXT NOT NULL);`;

/** Counts what a late listener heard of, and keeps when the first of it happened. */
export async function addToHeard(tx: Tx, events: readonly LabEvent[]): Promise<void> {
  const [first] = events.map(({ time }) => time).sort();
  if (first === undefined) return;
  await tx.run(
    `INSERT INTO heard (id, orders, since) VALUES (1, ?, ?)
     ON CONFLICT (id) DO UPDATE SET orders = heard.orders + excluded.orders,
       since = CASE WHEN excluded.since < heard.since THEN excluded.since ELSE heard.since END`,
    events.length,
    first,
  );
}

export async function readHeard(reads: Pick<Tx, 'all'>): Promise<{ orders: number; since: string | null }> {
  const [row] = await reads.all<{ orders: number; since: string }>('SELECT orders, since FROM heard WHERE id = 1');
  return row ?? { orders: 0, since: null };
}
