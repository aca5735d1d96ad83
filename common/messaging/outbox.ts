import { madeAtMs, newId } from '../base/new-id.ts';
import { nowIso } from '../base/now-iso.ts';
import type { Protection } from '../base/protections.ts';
import { runsOf } from '../base/runs-of.ts';
import { encodeEvent } from '../contracts/encode-event.ts';
import type { Envelope } from '../contracts/envelope.ts';
import type { EventType } from '../contracts/events.ts';
import { stampCommit } from '../observe/stamps.ts';
import { insertInto } from '../store/many-rows.ts';
import type { ColumnValue, Store, Tx } from '../store/store.ts';
import { createRelay, type Relay } from './relay.ts';

export const outboxSchema = `
  CREATE TABLE IF NOT EXISTS outbox (
    seq {serial},
    message_id TEXT NOT NULL,
    type TEXT NOT NULL,
    order_id TEXT NOT NULL,
    body BLOB NOT NULL,
    sent_at TEXT
  );
  CREATE INDEX IF NOT EXISTS outbox_unsent ON outbox (seq) WHERE sent_at IS NULL;`;

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
  type: EventType;
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

/** The transactional outbox: what is stored with a state is published after it is committed, by its relay. */
export function createOutbox(store: Store, source: string, without: readonly Protection[]): Outbox {
  const shelf = without.includes('outbox') ? memoryShelf() : storeShelf(store);
  let depth = 0;
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
      const known = depth; // what this process added so far is among the rows
      const rows = await shelf.count();
      depth += rows - known;
      const unsent = {
        unsent: shelf.unsent,
        async markSent(sent: OutboxRow[]) {
          await shelf.markSent(sent);
          depth -= sent.length;
        },
        depth: () => depth,
      };
      relay = createRelay(unsent, publish, hooks, window);
      relay.wake();
    },
    async stop(deadlineMs) {
      await relay?.stop(deadlineMs);
      relay = null;
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
  count(): Promise<number>;
}

const insertRows = insertInto('outbox', { message_id: 'text', type: 'text', order_id: 'text', body: 'bytea' });

function storeShelf(store: Store): Shelf {
  return {
    async put(tx, rows) {
      const values: ColumnValue[] = [];
      for (const { messageId, type, orderId, body } of rows) values.push(messageId, type, orderId, body);
      for (const { sql, params } of insertRows(tx, values)) await tx.run(sql, ...params);
    },
    unsent: (behind, limit) =>
      store.reader.all<OutboxRow>(
        `SELECT seq, message_id AS "messageId", type, order_id AS "orderId", body
           FROM outbox WHERE sent_at IS NULL AND seq > ? ORDER BY seq LIMIT ?`,
        behind,
        limit,
      ),
    async markSent(rows) {
      const now = new Date().toISOString();
      await store.transact(async (tx) => {
        for (const [first, last] of runsOf(rows.map(({ seq }) => seq))) {
          await tx.run('UPDATE outbox SET sent_at = ? WHERE seq BETWEEN ? AND ?', now, first, last);
        }
      });
    },
    async count() {
      const row = await store.reader.get<{ rows: number }>(
        'SELECT COUNT(*) AS "rows" FROM outbox WHERE sent_at IS NULL',
      );
      return row?.rows ?? 0;
    },
  };
}

/** With the outbox switched off: what was not yet published is lost with the process. */
function memoryShelf(): Shelf {
  let rows: OutboxRow[] = [];
  let seq = 0;
  return {
    async put(tx, added) {
      tx.afterCommit(() => rows.push(...added.map((row) => ({ ...row, seq: ++seq }))));
    },
    unsent: async (behind, limit) => rows.filter((row) => row.seq > behind).slice(0, limit),
    async markSent(sent) {
      const gone = new Set(sent);
      rows = rows.filter((row) => !gone.has(row));
    },
    count: async () => rows.length,
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
