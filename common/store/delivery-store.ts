import type { Delivery } from '../contracts/notifications.ts';
import { insertInto } from './many-rows.ts';
import type { ColumnValue, SqlValue, Store, Tx } from './store.ts';

/** A row for each notification that is handed to a provider. There is no such table where nothing is delivered. */
export const deliverySchema = `
  CREATE TABLE IF NOT EXISTS deliveries (
    notification_seq BIGINT NOT NULL PRIMARY KEY,
    attempts BIGINT NOT NULL,
    due_ms BIGINT NOT NULL,
    last_error TEXT,
    delivered_at TEXT,
    parked_reason TEXT,
    claimant TEXT
  );
  CREATE INDEX IF NOT EXISTS deliveries_undone ON deliveries (due_ms) WHERE delivered_at IS NULL AND parked_reason IS NULL;`;

/** What is still to be delivered. */
export const undelivered = 'delivered_at IS NULL AND parked_reason IS NULL';

/** One notification on its way to its provider. */
export interface Outgoing {
  seq: number;
  notificationId: string;
  kind: string;
  channel: 'email' | 'sms';
  to: string;
  text: string;
  recordedAt: string;
  /** How often it was tried before. */
  attempts: number;
}

/** What became of an attempt. */
export type Attempted =
  | { as: 'delivered' }
  /** Refused for good. */
  | { as: 'parked'; reason: string }
  | { as: 'postponed'; reason: string; dueMs: number };

const columns = { notification_seq: 'bigint', attempts: 'bigint', due_ms: 'bigint' } as const;
const insertRows = insertInto('deliveries', columns);
const insertClaimed = insertInto('deliveries', { ...columns, claimant: 'text' });

/** `mine`, `mineIs`: the end of a condition that only rows of this process meet, and its parameters. */
export function createDeliveryStore(
  store: Store,
  { me, mine, mineIs }: { me: string | null; mine: string; mineIs: readonly string[] },
) {
  const isMine = mine.replace('claimant', 'd.claimant');
  const due = `SELECT n.seq, n.notification_id AS "notificationId", n.kind, n.channel, n.recipient AS "to", n.text,
      n.recorded_at AS "recordedAt", d.attempts
    FROM deliveries d JOIN notifications n ON n.seq = d.notification_seq
    WHERE d.delivered_at IS NULL AND d.parked_reason IS NULL AND d.due_ms <= ?${isMine} ORDER BY d.due_ms LIMIT ?`;
  const write = `UPDATE deliveries SET attempts = attempts + 1, due_ms = ?, last_error = ?, delivered_at = ?, parked_reason = ?
    WHERE notification_seq = ? AND ${undelivered}${mine}`;

  return {
    /** In the transaction of the notifications themselves. */
    async add(tx: Tx, seqs: readonly number[]): Promise<void> {
      const values: ColumnValue[] = seqs.flatMap((seq) => [seq, 0, 0, ...(me === null ? [] : [me])]);
      for (const { sql, params } of (me === null ? insertRows : insertClaimed)(tx, values))
        await tx.run(sql, ...params);
    },
    /** The oldest that may be tried now, at most so many. */
    due: (nowMs: number, limit: number): Promise<Outgoing[]> =>
      store.reader.all<Outgoing>(due, nowMs, ...mineIs, limit),
    /** How many rows it changed: none when another process has taken it over. */
    note(tx: Tx, { seq }: Outgoing, attempted: Attempted): Promise<number> {
      const at = attempted.as === 'delivered' ? new Date().toISOString() : null;
      const reason = attempted.as === 'delivered' ? null : attempted.reason;
      const dueMs = attempted.as === 'postponed' ? attempted.dueMs : 0;
      return tx.run(write, dueMs, reason, at, attempted.as === 'parked' ? reason : null, seq, ...mineIs);
    },
    /** Takes back that it was refused for good. How many rows that changed: one, or none. */
    unpark: (tx: Tx, notificationId: string): Promise<number> =>
      tx.run(
        `UPDATE deliveries SET parked_reason = NULL, due_ms = 0${me === null ? '' : ', claimant = ?'}
         WHERE parked_reason IS NOT NULL
           AND notification_seq IN (SELECT seq FROM notifications WHERE notification_id = ?)`,
        ...(me === null ? [] : [me]),
        notificationId,
      ),
    async list({ after, limit, state }: ListQuery): Promise<{ deliveries: Delivery[]; next: string | null }> {
      const params: SqlValue[] = [Number(after ?? 0), limit + 1];
      const rows = await store.reader.all<DeliveryRow>(
        `SELECT n.seq, n.notification_id AS "notificationId", n.channel, n.recipient AS "to", d.attempts,
            d.last_error AS "lastError", d.delivered_at AS "deliveredAt", d.parked_reason AS "parkedReason"
          FROM deliveries d JOIN notifications n ON n.seq = d.notification_seq
          WHERE n.seq > ?${state === undefined ? '' : ` AND ${ofState[state]}`} ORDER BY n.seq LIMIT ?`,
        ...params,
      );
      const page = rows.slice(0, limit);
      return {
        deliveries: page.map(deliveryOf),
        next: rows.length > limit ? String(page.at(-1)?.seq) : null,
      };
    },
  };
}

interface ListQuery {
  after?: string | undefined;
  limit: number;
  state?: Delivery['state'] | undefined;
}

const ofState: Record<Delivery['state'], string> = {
  waiting: 'd.delivered_at IS NULL AND d.parked_reason IS NULL',
  delivered: 'd.delivered_at IS NOT NULL',
  parked: 'd.parked_reason IS NOT NULL',
};

interface DeliveryRow {
  seq: number;
  notificationId: string;
  channel: Delivery['channel'];
  to: string;
  attempts: number;
  lastError: string | null;
  deliveredAt: string | null;
  parkedReason: string | null;
}

function deliveryOf({ seq: _seq, lastError, deliveredAt, parkedReason, ...row }: DeliveryRow): Delivery {
  if (deliveredAt !== null) return { ...row, state: 'delivered', deliveredAt };
  if (parkedReason !== null) return { ...row, state: 'parked', reason: parkedReason };
  return { ...row, state: 'waiting', ...(lastError !== null && { reason: lastError }) };
}
