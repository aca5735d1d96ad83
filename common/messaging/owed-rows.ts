import { selectIn } from '../store/many-rows.ts';
import type { OrderRow } from '../store/order-store.ts';
import type { Store, Tx } from '../store/store.ts';
import { type Claims, claimSchema } from './claims.ts';
import type { Passing } from './purge.ts';

export const owedSchema = `
  CREATE TABLE IF NOT EXISTS owed_answers (
    {numbered}
    order_id TEXT PRIMARY KEY,
    way TEXT NOT NULL,
    target TEXT NOT NULL,
    correlation TEXT,
    tries INTEGER NOT NULL,
    next_try_ms BIGINT NOT NULL,
    told_at TEXT,
    told_version INTEGER,
    parked_reason TEXT,
    claimant TEXT
  );
  CREATE INDEX IF NOT EXISTS owed_unfinished ON owed_answers (next_try_ms, order_id) WHERE told_at IS NULL AND parked_reason IS NULL;
  ${claimSchema}`;

/** What was told is of use to nobody; what is parked waits for its operator. */
export const toldAnswers: Passing = { table: 'owed_answers', key: 'order_id', passed: 'told_at < ?', times: 1 };

/** How an answer goes out, and where to: `place` is what takes it, of several targets perhaps the same. */
export interface Owed {
  way: 'callback' | 'reply';
  target: string;
  correlation: string | null;
}

/** Of those that were never tried so many are looked at each time; and of those due again so many are taken. */
const PAGE = 1000;

export type OwedRow = OrderRow & Owed & { tries: number };

export const unfinished = 'told_at IS NULL AND parked_reason IS NULL';
const select = `SELECT orders.*, owed_answers.way, owed_answers.target, owed_answers.correlation, owed_answers.tries
                  FROM owed_answers JOIN orders ON orders.order_id = owed_answers.order_id WHERE ${unfinished}`;

interface Mark {
  orderId: string;
  /** Tries made. */
  made: number;
  /** When the next one is due, in epoch milliseconds. */
  next: number;
  /** The version of the order that was told; null: none. */
  told: number | null;
  /** Why it is parked; null: it is not. */
  reason: string | null;
}

/** The answers of this process in the store, each with its order. */
export function owedRows(store: Store, { me, mine, mineIs }: Claims) {
  const { reader } = store;
  const selectThose = selectIn<OwedRow>(
    `${select}${me === null ? '' : ` AND claimant = '${me}'`} AND owed_answers.order_id IN`,
  ); // an id of ours
  let from = '';

  return {
    insert: (tx: Tx, orderId: string, { way, target, correlation }: Owed) =>
      tx.run(
        `INSERT INTO owed_answers (order_id, way, target, correlation, tries, next_try_ms, claimant) VALUES (?, ?, ?, ?, 0, 0, ?)`,
        orderId,
        way,
        target,
        correlation,
        me,
      ),
    those: (orderIds: string[]) => (orderIds.length === 0 ? [] : selectThose(reader, orderIds)),
    again: () =>
      reader.all<OwedRow>(
        `${select}${mine} AND next_try_ms > 0 AND next_try_ms <= ? ORDER BY next_try_ms LIMIT ?`,
        ...mineIs,
        Date.now(),
        PAGE,
      ),
    /** The next page of those that were never tried, round and round. */
    async untried(): Promise<OwedRow[]> {
      const rows = await reader.all<OwedRow>(
        `${select}${mine} AND next_try_ms = 0 AND owed_answers.order_id > ? ORDER BY owed_answers.order_id LIMIT ?`,
        ...mineIs,
        from,
        PAGE,
      );
      from = rows.length < PAGE ? '' : (rows.at(-1)?.order_id ?? '');
      return rows;
    },
    /** Whether it changed the row: not when another process has taken it over. */
    async mark(tx: Tx, { orderId, made, next, told, reason }: Mark): Promise<boolean> {
      const sql = `UPDATE owed_answers SET tries = ?, next_try_ms = ?, told_at = ?, told_version = ?, parked_reason = ?
                    WHERE order_id = ? AND ${unfinished}${mine}`;
      const toldAt = told === null ? null : new Date().toISOString();
      return (await tx.run(sql, made, next, toldAt, told, reason, orderId, ...mineIs)) === 1;
    },
  };
}
