import { madeAtMs } from '../common/base/new-id.ts';
import type { Protection } from '../common/base/protections.ts';
import { stampCommit } from '../common/observe/stamps.ts';
import { isTracing } from '../common/observe/tracing.ts';
import type { Store, Tx } from '../common/store/store.ts';
import type { CallKind } from '../common/workflow/message-table.ts';

/** REST mode's twin of the outbox: calls that are still to be made, stored with the state they follow from. */
export const pendingCallSchema = `
  CREATE TABLE IF NOT EXISTS calls (
    order_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    done_at TEXT,
    parked_reason TEXT,
    PRIMARY KEY (order_id, kind)
  );
  CREATE INDEX IF NOT EXISTS calls_undone ON calls (order_id) WHERE done_at IS NULL AND parked_reason IS NULL;
  CREATE TABLE IF NOT EXISTS call_traces (order_id TEXT PRIMARY KEY, traceparent TEXT NOT NULL);`;

export interface PendingCall {
  orderId: string;
  kind: CallKind;
  body: unknown;
  /** The trace that the calls of this order belong to; given with the first of them. */
  traceparent?: string | undefined;
}

export interface PendingCalls {
  add(tx: Tx, call: PendingCall): Promise<void>;
  done(tx: Tx, orderId: string, kind: CallKind): Promise<void>;
  /** Set aside: the other side refuses it, and would again. */
  park(tx: Tx, orderId: string, kind: CallKind, reason: string): Promise<void>;
  /** The next calls to be made, round and round, without those of orders that `busy` says are being worked on. */
  undone(busy: (orderId: string) => boolean, limit: number): Promise<PendingCall[]>;
  depth(): number;
  /** When the oldest order that has one was made, in epoch milliseconds; null: none is left. */
  oldestMs(): Promise<number | null>;
  /** Counts what an earlier process left behind. */
  load(): Promise<void>;
}

const undone = 'FROM calls WHERE done_at IS NULL AND parked_reason IS NULL';

export function createPendingCalls(store: Store, without: readonly Protection[]): PendingCalls {
  const off = without.includes('outbox'); // then a crash forgets them
  let depth = 0;
  /** Where the next look begins: calls that keep failing must not hold back the others. */
  let from = '';
  const traceOf = async (orderId: string) => {
    const sql = 'SELECT traceparent FROM call_traces WHERE order_id = ?';
    return (await store.reader.get<{ traceparent: string }>(sql, orderId))?.traceparent;
  };
  const forgetOne = (tx: Tx) => tx.afterCommit(() => depth--);
  return {
    async add(tx, { orderId, kind, body, traceparent }) {
      stampCommit(tx, orderId, kind);
      if (off) return;
      await tx.run('INSERT INTO calls (order_id, kind, body) VALUES (?, ?, ?)', orderId, kind, JSON.stringify(body));
      if (traceparent !== undefined) {
        await tx.run('INSERT INTO call_traces (order_id, traceparent) VALUES (?, ?)', orderId, traceparent);
      }
      tx.afterCommit(() => depth++);
    },
    async done(tx, orderId, kind) {
      const sql = 'UPDATE calls SET done_at = ? WHERE order_id = ? AND kind = ? AND done_at IS NULL';
      if ((await tx.run(sql, new Date().toISOString(), orderId, kind)) === 1) forgetOne(tx);
    },
    async park(tx, orderId, kind, reason) {
      const sql = 'UPDATE calls SET parked_reason = ? WHERE order_id = ? AND kind = ? AND done_at IS NULL';
      if ((await tx.run(sql, reason, orderId, kind)) === 1) forgetOne(tx);
    },
    async undone(busy, limit) {
      const rows = await store.reader.all<{ orderId: string; kind: CallKind; body: string }>(
        `SELECT order_id AS "orderId", kind, body ${undone} AND order_id > ? ORDER BY order_id LIMIT ?`,
        from,
        limit,
      );
      from = rows.length < limit ? '' : (rows.at(-1)?.orderId ?? '');
      const calls: PendingCall[] = [];
      for (const { orderId, kind, body } of rows) {
        if (busy(orderId)) continue;
        const traceparent = isTracing() ? await traceOf(orderId) : undefined;
        calls.push({ orderId, kind, body: JSON.parse(body), traceparent });
      }
      return calls;
    },
    depth: () => depth,
    async oldestMs() {
      const row = await store.reader.get<{ orderId: string }>(
        `SELECT order_id AS "orderId" ${undone} ORDER BY order_id LIMIT 1`,
      );
      return row ? madeAtMs(row.orderId) : null;
    },
    async load() {
      depth = (await store.reader.get<{ rows: number }>(`SELECT COUNT(*) AS "rows" ${undone}`))?.rows ?? 0;
    },
  };
}
