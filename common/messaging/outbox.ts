import { madeAtMs, newId } from '../base/new-id.ts';
import { nowIso } from '../base/now-iso.ts';
import type { Protection } from '../base/protections.ts';
import { runsOf } from '../base/runs-of.ts';
import { encodeEvent } from '../contracts/encode-event.ts';
import type { Envelope } from '../contracts/envelope.ts';
import type { LabEventType } from '../contracts/payments.ts';
import { stampCommit } from '../observe/stamps.ts';
import { insertInto, updateEach } from '../store/many-rows.ts';
import type { ColumnValue, Store, Tx } from '../store/store.ts';
import { type Claims, claimSchema, createClaims } from './claims.ts';
import { createRelay, type Relay } from './relay.ts';

export const outboxSchema = `
  CREATE TABLE IF NOT EXISTS outbox (
    seq {serial},
    message_id TEXT NOT NULL,
    type TEXT NOT NULL,
    order_id TEXT NOT NULL,
    body BLOB NOT NULL,
    sent_at TEXT,
    claimant TEXT
  );
  CREATE INDEX IF NOT EXISTS outbox_unsent ON outbox (seq) WHERE sent_at IS NULL;
  ${claimSchema}`;

/** One event on its way out. `body` is the JSON of its envelope; `orderId` the message key. */
export interface OutboxRow {
  seq: number;
  messageId: string;
  type: string;
  orderId: string;
  body: Uint8Array;
}

/** An event before it has an envelope. `traceparent`: of whom it is told, where no event causes it. */
interface NewEvent {
  type: LabEventType;
  data: { orderId: string };
  causedBy?: Envelope;
  traceparent?: string | undefined;
}

/** Sends a batch at once, in its order; resolves with the rows that are confirmed, throws when none is known to be. */
export type Publish = (rows: OutboxRow[]) => Promise<OutboxRow[]>;

export interface Outbox {
  /** Stores events in the transaction of the state they tell of; they are published after the commit, in this order. */
  add(tx: Tx, events: readonly NewEvent[]): Promise<void>;
  /** Events not yet confirmed by the broker. */
  depth(): number;
  /** Why no more should be added from outside, where `most` may wait; null: they may. */
  whyFull(most: number): string | null;
  /** When the oldest of them was stored, in epoch milliseconds; null: none waits. */
  oldestMs(): Promise<number | null>;
  /** From now on publishes what waits; `window`: how many batches may wait for their confirms at a time. */
  start(publish: Publish, hooks: RelayHooks, window?: number): Promise<void>;
  /** Publishes what is left, at most until the deadline, then stops. Returns how many stay for the next start. */
  stop(deadlineMs: number): Promise<number>;
}

export interface RelayHooks {
  beforePublish(): void;
  beforeMark(): void;
  failed(error: unknown): void;
}

/**
 * The transactional outbox: what is stored with a state is published after it is committed, by its relay. Of several
 * processes with one store each publishes what it stored itself, and what a dead one left.
 */
export function createOutbox(store: Store, source: string, without: readonly Protection[]): Outbox {
  const claims = createClaims(store, 'outbox', 'sent_at IS NULL');
  const off = without.includes('outbox');
  let depth = 0;
  const gone = (rows: number) => (depth -= rows);
  const shelf = off ? memoryShelf(gone) : storeShelf(store, claims, gone);
  let relay: Relay | null = null;

  return {
    async add(tx, events) {
      if (events.length === 0) return;
      const rows = events.map((event) => rowOf(event, source));
      await shelf.put(tx, rows);
      for (const row of rows) stampCommit(tx, row.orderId, row.type, row);
      tx.afterCommit(() => {
        depth += rows.length;
        relay?.wake();
      });
    },
    depth: () => depth,
    whyFull(most) {
      if (depth >= most) return `${most} orders still wait to be handed over.`;
      return relay?.isBehind() ? 'Orders come faster than they are handed over.' : null;
    },
    async oldestMs() {
      const [oldest] = await shelf.unsent(0, 1);
      return oldest ? madeAtMs(oldest.messageId) : null;
    },
    async start(publish, hooks, window = 1) {
      const counted = (rows: number) => {
        depth = rows;
        relay?.fromTheOldest();
      };
      if (!off) await claims.start(counted);
      const unsent = {
        unsent: async (behind: number, limit: number) => (off || claims.holds() ? shelf.unsent(behind, limit) : []),
        markSent: shelf.markSent,
        depth: () => depth,
      };
      relay = createRelay(unsent, publish, hooks, window);
      relay.wake();
    },
    async stop(deadlineMs) {
      await relay?.stop(deadlineMs);
      relay = null;
      if (!off) await claims.stop();
      return depth;
    },
  };
}

/** Where events wait until they are confirmed. */
interface Shelf {
  put(tx: Tx, rows: readonly OutboxRow[]): Promise<void>;
  /** The oldest behind this number, at most so many. */
  unsent(behind: number, limit: number): Promise<OutboxRow[]>;
  markSent(rows: OutboxRow[]): Promise<void>;
}

const columns = { message_id: 'text', type: 'text', order_id: 'text', body: 'bytea' } as const;
const insertRows = insertInto('outbox', columns);
const insertClaimed = insertInto('outbox', { ...columns, claimant: 'text' });
/** Where others store rows in between, what one process sent is no run of neighbours. */
const markEach = updateEach(
  'outbox',
  { sent_at: 'text', seq: 'bigint', claimant: 'text' },
  { set: 'sent_at = given.sent_at', where: 'outbox.seq = given.seq AND outbox.claimant = given.claimant' },
);

function storeShelf(store: Store, { me, mine, mineIs }: Claims, gone: (rows: number) => void): Shelf {
  const insert = me === null ? insertRows : insertClaimed;
  const mark = `UPDATE outbox SET sent_at = ? WHERE seq BETWEEN ? AND ?${mine}`;
  const unsent = `SELECT seq, message_id AS "messageId", type, order_id AS "orderId", body
                    FROM outbox WHERE sent_at IS NULL AND seq > ?${mine} ORDER BY seq LIMIT ?`;
  return {
    async put(tx, rows) {
      const values: ColumnValue[] = [];
      for (const { messageId, type, orderId, body } of rows) {
        values.push(messageId, type, orderId, body);
        if (me !== null) values.push(me);
      }
      for (const { sql, params } of insert(tx, values)) await tx.run(sql, ...params);
    },
    unsent: (behind, limit) => store.reader.all<OutboxRow>(unsent, behind, ...mineIs, limit),
    async markSent(rows) {
      const now = new Date().toISOString();
      await store.transact(async (tx) => {
        let marked = 0;
        const runs = runsOf(rows.map(({ seq }) => seq));
        if (runs.length > 1 && tx.takesLists)
          marked = await markEach(
            tx,
            rows.flatMap(({ seq }) => [now, seq, me]),
          );
        else for (const [first, last] of runs) marked += await tx.run(mark, now, first, last, ...mineIs);
        tx.afterCommit(() => gone(marked));
      });
    },
  };
}

/** With the outbox switched off: what was not yet published is lost with the process. */
function memoryShelf(gone: (rows: number) => void): Shelf {
  let rows: OutboxRow[] = [];
  let seq = 0;
  return {
    async put(tx, added) {
      tx.afterCommit(() => rows.push(...added.map((row) => ({ ...row, seq: ++seq }))));
    },
    unsent: async (behind, limit) => rows.filter((row) => row.seq > behind).slice(0, limit),
    async markSent(sent) {
      const known = new Set(sent);
      rows = rows.filter((row) => !known.has(row));
      gone(sent.length);
    },
  };
}

function rowOf({ causedBy, ...event }: NewEvent, source: string): OutboxRow {
  const traceparent = causedBy?.traceparent ?? event.traceparent;
  const { orderId } = event.data;
  const messageId = newId();
  const envelope: Envelope = {
    specversion: '1.0',
    id: messageId,
    source,
    type: event.type,
    subject: orderId,
    time: nowIso(),
    datacontenttype: 'application/json',
    correlationid: causedBy?.correlationid ?? orderId,
    ...(causedBy && { causationid: causedBy.id }),
    ...(traceparent && { traceparent }),
    data: event.data,
  };
  return { seq: 0, messageId, type: event.type, orderId, body: encodeEvent(envelope) };
}
