import { nowIso } from '../base/now-iso.ts';
import type { Payment, PaymentState } from '../contracts/payments.ts';
import type { SqlValue, Tx } from './store.ts';

export const paymentSchema = `
  CREATE TABLE IF NOT EXISTS payments (
    seq {serial},
    order_id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    total_minor BIGINT,
    currency TEXT,
    reason TEXT,
    refund_attempts INTEGER NOT NULL,
    due_ms BIGINT NOT NULL,
    updated_at TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS payments_due ON payments (due_ms) WHERE state = 'refunding';`;

type Reads = Pick<Tx, 'all' | 'get'>;

interface PaymentRow extends Omit<Payment, 'totalMinor' | 'currency' | 'reason'> {
  seq: number;
  totalMinor: number | null;
  currency: string | null;
  reason: string | null;
}

const select = `SELECT seq, order_id AS "orderId", state, total_minor AS "totalMinor", currency, reason,
  refund_attempts AS "refundAttempts", updated_at AS "updatedAt" FROM payments WHERE`;

function paymentOf({ seq: _seq, totalMinor, currency, reason, ...row }: PaymentRow): Payment {
  return {
    ...row,
    ...(totalMinor !== null && { totalMinor }),
    ...(currency !== null && { currency }),
    ...(reason !== null && { reason }),
  };
}

export async function findPayment(reads: Reads, orderId: string): Promise<Payment | null> {
  const row = await reads.get<PaymentRow>(`${select} order_id = ?`, orderId);
  return row ? paymentOf(row) : null;
}

/** Whether it is the first row of this order: another one stays as it is. */
export async function insertPayment(
  tx: Tx,
  { orderId, state, totalMinor, currency }: Pick<Payment, 'orderId' | 'state' | 'totalMinor' | 'currency'>,
): Promise<boolean> {
  const sql = `INSERT INTO payments (order_id, state, total_minor, currency, refund_attempts, due_ms, updated_at)
    VALUES (?, ?, ?, ?, 0, 0, ?) ON CONFLICT (order_id) DO NOTHING`;
  return (await tx.run(sql, orderId, state, totalMinor ?? null, currency ?? null, nowIso())) === 1;
}

/** Whether it was in one of the states `from`, and is in `to` now. */
export async function changePayment(
  tx: Tx,
  orderId: string,
  from: readonly PaymentState[],
  { to, reason }: { to: PaymentState; reason?: string },
): Promise<boolean> {
  const among = from.map(() => '?').join(', ');
  const sql = `UPDATE payments SET state = ?, reason = COALESCE(?, reason), due_ms = 0, updated_at = ?
    WHERE order_id = ? AND state IN (${among})`;
  return (await tx.run(sql, to, reason ?? null, nowIso(), orderId, ...from)) === 1;
}

/** What is to be given back now, the longest due first. */
export const dueRefunds = (reads: Reads, nowMs: number, most: number) =>
  reads.all<{ orderId: string; attempts: number }>(
    `SELECT order_id AS "orderId", refund_attempts AS attempts FROM payments
      WHERE state = 'refunding' AND due_ms <= ? ORDER BY due_ms LIMIT ?`,
    nowMs,
    most,
  );

/** One try more that did not succeed; the next one is due then. */
export const postponeRefund = (tx: Tx, orderId: string, attempts: number, dueMs: number) =>
  tx.run(
    `UPDATE payments SET refund_attempts = ?, due_ms = ? WHERE order_id = ? AND state = 'refunding'`,
    attempts,
    dueMs,
    orderId,
  );

/** Of this order or, of none, of all: what was set aside is due again. */
export const redriveParked = (tx: Tx, orderId: string | undefined) =>
  tx.run(
    `UPDATE payments SET state = 'refunding', refund_attempts = 0, due_ms = 0, updated_at = ?
      WHERE state = 'parked' AND (order_id = ? OR ? = '')`,
    nowIso(),
    orderId ?? '',
    orderId ?? '',
  );

export async function countRefunding(reads: Reads): Promise<number> {
  const row = await reads.get<{ rows: number }>(`SELECT COUNT(*) AS "rows" FROM payments WHERE state = 'refunding'`);
  return Number(row?.rows ?? 0);
}

/** In the order in which they were asked for. `after` is the `next` of the page before. */
export async function listPayments(
  reads: Reads,
  query: { state?: PaymentState | undefined; after?: string | undefined; limit: number },
) {
  const params: SqlValue[] = [Number(query.after ?? 0), ...(query.state ? [query.state] : [])];
  const where = query.state ? 'seq > ? AND state = ?' : 'seq > ?';
  const rows = await reads.all<PaymentRow>(`${select} ${where} ORDER BY seq LIMIT ?`, ...params, query.limit + 1);
  const page = rows.slice(0, query.limit);
  return { payments: page.map(paymentOf), next: rows.length > query.limit ? String(page.at(-1)?.seq) : null };
}
