import { setTimeout } from 'node:timers/promises';
import { createHands } from '../common/base/hands.ts';
import { madeAtMs } from '../common/base/new-id.ts';
import type { Protection } from '../common/base/protections.ts';
import { claimSchema, createClaims } from '../common/messaging/claims.ts';
import type { Passing } from '../common/messaging/purge.ts';
import { stampCommit } from '../common/observe/stamps.ts';
import { isTracing, resumeTrace } from '../common/observe/tracing.ts';
import type { Store, Tx } from '../common/store/store.ts';
import type { CallKind } from '../common/workflow/message-table.ts';
import { resumePolicy } from './topology.ts';

export const callOutboxSchema = `
  CREATE TABLE IF NOT EXISTS calls (
    {numbered}
    order_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    done_at TEXT,
    parked_reason TEXT,
    claimant TEXT,
    PRIMARY KEY (order_id, kind)
  );
  CREATE INDEX IF NOT EXISTS calls_undone ON calls (order_id) WHERE done_at IS NULL AND parked_reason IS NULL;
  CREATE TABLE IF NOT EXISTS call_traces (order_id TEXT PRIMARY KEY, traceparent TEXT NOT NULL);
  ${claimSchema}`;

/** What was answered is of use to nobody; what is parked waits for its operator. */
export const answeredCalls: readonly Passing[] = [
  { table: 'calls', key: 'order_id', passed: 'done_at < ?', times: 1 },
  {
    table: 'call_traces',
    key: 'order_id',
    passed: `NOT EXISTS (SELECT 1 FROM calls WHERE calls.order_id = call_traces.order_id AND (done_at IS NULL OR done_at >= ?))`,
    times: 1,
  },
];

/** One call on its way out. */
export interface Call {
  orderId: string;
  kind: CallKind;
  /** JSON, as it is stored and sent. */
  body: string;
  /** The trace that the calls of this order belong to; given with the first of them. */
  traceparent?: string | undefined;
}

export interface CallOutbox {
  /** Stores the call, once, in the transaction of the state it follows from; it is made after the commit. Returns whether it was not stored before. */
  add(tx: Tx, call: Call): Promise<boolean>;
  /** In the transaction of what its answer led to. One that another process has taken over is left to it. */
  markDone(tx: Tx, call: Pick<Call, 'orderId' | 'kind'>): Promise<void>;
  /** Set aside: the other side refuses it, and would again. */
  park(tx: Tx, call: Call, reason: string): Promise<void>;
  /** Whoever waits for the answers makes the calls of this order in `work`, at once; the relay leaves them alone meanwhile. */
  inHand<Result>(orderId: string, work: () => Promise<Result>): Promise<Result>;
  /** Likewise after the commit, while nobody waits: what `make` leaves undone, and what comes when enough are under way, is the relay's. */
  aside(calls: readonly Call[], make: (call: Call) => Promise<void>): void;
  /** Calls not yet answered. */
  depth(): number;
  /** Why no more should be added from outside, where `most` orders may be in hand; null: they may. */
  whyFull(most: number): string | null;
  /** When the oldest order that has one was made, in epoch milliseconds; null: none is left. */
  oldestMs(): Promise<number | null>;
  /** From now on makes what is left: by an earlier process, or by a dependency that was down. */
  start(make: Make, failed: Failed): Promise<void>;
  /** Begins no more, and waits for those under way, at most until the deadline. Returns how many stay for the next start. */
  stop(deadlineMs: number): Promise<number>;
}

/** Makes a call and marks it as done; one that it leaves undone is made again. */
type Make = (call: Call) => Promise<void>;

/** Is told why a call could not be made now; null: why none could be read. Either is tried again. */
type Failed = (call: Call | null, error: unknown) => void;

const unfinished = 'done_at IS NULL AND parked_reason IS NULL';

const insertOnce =
  'INSERT INTO calls (order_id, kind, body, claimant) VALUES (?, ?, ?, ?) ON CONFLICT (order_id, kind) DO NOTHING';

/**
 * The outbox of calls and its relay. A queue takes an event whenever it is handed over; a call needs the other side now, and
 * its caller waits for the answer. So whoever adds a call makes it himself, and the relay makes what is left over, also by
 * another process with the same store that is dead:
 *
 *   transaction ▸ row ──▶ in hand: call ▸ answered ▸ mark done
 *                  └────▶ relay: read undone, not in hand ▸ call again ▸ answered ▸ mark done ─┐
 *                            ▲─────────────────────────────────────────────────────────────────┘
 */
export function createCallOutbox(store: Store, without: readonly Protection[]): CallOutbox {
  const off = without.includes('outbox'); // then a crash forgets them
  const claims = createClaims(store, 'calls', unfinished);
  const { me, mine, mineIs } = claims;
  const undone = `FROM calls WHERE ${unfinished}${mine}`;
  const hands = createHands();
  let depth = 0;
  const beginning = { orderId: '', kind: '' };
  /** Behind which call the next look begins: calls that keep failing must not hold back the others. */
  let from = beginning;
  let stopping = false;
  let relay: Promise<void> | null = null;
  const forgetOne = (tx: Tx) => tx.afterCommit(() => depth--);
  const underWay = new Set<Promise<void>>();

  async function inHand<Result>(orderId: string, work: () => Promise<Result>): Promise<Result> {
    hands.take(orderId);
    try {
      return await work();
    } finally {
      hands.leave(orderId); // what is made aside may outlast the answer, and holds the order as well
    }
  }

  /** The next calls to be made, round and round. */
  async function nextUndone(): Promise<Call[]> {
    if (!claims.holds()) return [];
    const rows = await store.reader.all<{ orderId: string; kind: CallKind; body: string }>(
      `SELECT order_id AS "orderId", kind, body ${undone} AND (order_id, kind) > (?, ?)
        ORDER BY order_id, kind LIMIT ?`,
      ...mineIs,
      from.orderId,
      from.kind,
      resumePolicy.atOnce,
    );
    from = rows.length < resumePolicy.atOnce ? beginning : (rows.at(-1) ?? beginning);
    const calls: Call[] = [];
    for (const { orderId, kind, body } of rows) {
      const traceparent = isTracing() ? await traceOf(orderId) : undefined;
      calls.push({ orderId, kind, body, traceparent });
    }
    return calls;
  }

  async function traceOf(orderId: string): Promise<string | undefined> {
    const sql = 'SELECT traceparent FROM call_traces WHERE order_id = ?';
    return (await store.reader.get<{ traceparent: string }>(sql, orderId))?.traceparent;
  }

  async function relayAll(make: Make, failed: Failed): Promise<void> {
    const unread = (error: unknown): Call[] => {
      failed(null, error);
      return [];
    };
    while (!stopping) {
      const before = depth;
      const calls = before > 0 ? await hands.free(nextUndone, ({ orderId }) => orderId).catch(unread) : [];
      const remake = (call: Call) =>
        inHand(call.orderId, () => resumeTrace(call.traceparent, () => make(call))).catch((error: unknown) =>
          failed(call, error),
        );
      await Promise.all(calls.map(remake));
      const goesWell = calls.length === resumePolicy.atOnce && depth < before;
      if (!goesWell) await setTimeout(resumePolicy.everyMs);
    }
  }

  return {
    async add(tx, { orderId, kind, body, traceparent }) {
      stampCommit(tx, orderId, kind);
      if (off) return true;
      if ((await tx.run(insertOnce, orderId, kind, body, me)) === 0) return false; // another process was first
      if (traceparent !== undefined) {
        await tx.run('INSERT INTO call_traces (order_id, traceparent) VALUES (?, ?)', orderId, traceparent);
      }
      tx.afterCommit(() => depth++);
      return true;
    },
    async markDone(tx, { orderId, kind }) {
      const sql = `UPDATE calls SET done_at = ? WHERE order_id = ? AND kind = ? AND done_at IS NULL${mine}`;
      if ((await tx.run(sql, new Date().toISOString(), orderId, kind, ...mineIs)) === 1) forgetOne(tx);
    },
    async park(tx, { orderId, kind }, reason) {
      const sql = `UPDATE calls SET parked_reason = ? WHERE order_id = ? AND kind = ? AND ${unfinished}${mine}`;
      if ((await tx.run(sql, reason, orderId, kind, ...mineIs)) === 1) forgetOne(tx);
    },
    inHand,
    aside(calls, make) {
      for (const call of calls) {
        if (stopping || underWay.size >= resumePolicy.atOnce) return;
        const made = inHand(call.orderId, () => make(call)).finally(() => underWay.delete(made));
        underWay.add(made);
      }
    },
    depth: () => depth,
    whyFull: (most) => (hands.size < most ? null : `${most} orders are being placed.`),
    async oldestMs() {
      const row = await store.reader.get<{ orderId: string }>(
        `SELECT order_id AS "orderId" ${undone} ORDER BY order_id LIMIT 1`,
        ...mineIs,
      );
      return row ? madeAtMs(row.orderId) : null;
    },
    async start(make, failed) {
      await claims.start((rows) => {
        depth = rows;
      });
      relay = relayAll(make, failed);
    },
    async stop(deadlineMs) {
      stopping = true;
      await Promise.race([Promise.all([relay, ...underWay]), setTimeout(deadlineMs)]);
      await claims.stop();
      return depth;
    },
  };
}
