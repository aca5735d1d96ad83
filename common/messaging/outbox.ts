import { setTimeout } from 'node:timers/promises';
import { madeAtMs, newId } from '../base/new-id.ts';
import { nowIso } from '../base/now-iso.ts';
import type { Protection } from '../base/protections.ts';
import { runsOf } from '../base/runs-of.ts';
import { encodeEvent } from '../contracts/encode-event.ts';
import type { Envelope } from '../contracts/envelope.ts';
import type { EventType } from '../contracts/events.ts';
import { stampCommit, stampRows } from '../observe/stamps.ts';
import { publishedInTrace } from '../observe/tracing.ts';
import { insertInto } from '../store/many-rows.ts';
import type { SqlValue, Store, Tx } from '../store/store.ts';
import { outboxPolicy } from './outbox-policy.ts';

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

/** Sends a batch; resolves with the rows that are confirmed, throws when none is known to be. */
type Publish = (rows: OutboxRow[]) => Promise<OutboxRow[]>;

export interface Outbox {
  /** Stores events in the transaction of the state they tell of; they are published after the commit, in this order. */
  add(tx: Tx, events: readonly NewEvent[]): Promise<void>;
  /** Events not yet confirmed by the broker. */
  depth(): number;
  /** Why no more should be added from outside, where `most` may wait; null: they may. */
  whyFull(most: number): string | null;
  /** When the oldest of them was stored, in epoch milliseconds; null: none waits. */
  oldestMs(): Promise<number | null>;
  start(publish: Publish, hooks: RelayHooks): Promise<void>;
  /** Publishes what is left, at most until the deadline, then stops. Returns how many stay for the next start. */
  stop(deadlineMs: number): Promise<number>;
}

export interface RelayHooks {
  beforePublish(): void;
  beforeMark(): void;
  failed(error: unknown): void;
}

/**
 * The transactional outbox and its relay. One batch is under way at a time, and the next gathers meanwhile:
 *
 *   transaction ▸ outbox row ──▶ relay: read unsent ▸ publish ▸ all confirmed ▸ mark sent ─┐
 *                                  ▲───────────────────────────────────────────────────────┘
 */
export function createOutbox(store: Store, source: string, without: readonly Protection[]): Outbox {
  const shelf = without.includes('outbox') ? memoryShelf() : storeShelf(store);
  let depth = 0;
  /** What waited after the last batch. Null: it failed. */
  let left: number | null = 0;
  /** The broker takes what it is given, and yet more and more wait: they come faster than they are handed over. */
  let behind = false;
  let wanted = false;
  let stopping = false;
  let running: Promise<void> | null = null;
  let relay: (() => Promise<void>) | null = null;

  function wake(): void {
    wanted = true;
    if (!relay || running) return;
    running = relay().finally(() => {
      running = null;
      if (wanted && !stopping) wake();
    });
  }

  async function relayAll(publish: Publish, hooks: RelayHooks): Promise<void> {
    for (;;) {
      wanted = false;
      try {
        const rows = withinBytes(await shelf.unsent(behind ? outboxPolicy.largeBatch : outboxPolicy.batch));
        if (rows.length === 0) return;
        hooks.beforePublish();
        stampRows(rows, 'handed-over');
        const confirmed = await publishedInTrace(rows, publish);
        stampRows(confirmed, 'confirmed');
        hooks.beforeMark();
        await shelf.markSent(confirmed);
        depth -= confirmed.length;
        behind = left !== null && depth > outboxPolicy.farBehind && depth >= left;
        left = depth;
        if (confirmed.length < rows.length) {
          throw new Error(`${rows.length - confirmed.length} of ${rows.length} events were not confirmed`);
        }
      } catch (error) {
        behind = false;
        left = null;
        hooks.failed(error);
        if (stopping) return;
        await setTimeout(outboxPolicy.retryMs);
      }
    }
  }

  return {
    async add(tx, events) {
      if (events.length === 0) return;
      const rows = events.map((event) => rowOf(event, source));
      await shelf.put(tx, rows);
      for (const row of rows) stampCommit(tx, row.orderId, row.type, row);
      tx.afterCommit(() => {
        depth += rows.length;
        wake();
      });
    },
    depth: () => depth,
    whyFull(most) {
      if (depth >= most) return `${most} orders still wait to be handed over.`;
      return behind ? 'Orders come faster than they are handed over.' : null;
    },
    async oldestMs() {
      const [oldest] = await shelf.unsent(1);
      return oldest ? madeAtMs(oldest.messageId) : null;
    },
    async start(publish, hooks) {
      const known = depth; // what this process added so far is among the rows
      const rows = await shelf.count();
      depth += rows - known;
      relay = () => relayAll(publish, hooks);
      wake();
    },
    async stop(deadlineMs) {
      const deadline = Date.now() + deadlineMs;
      while (depth > 0 && running && Date.now() < deadline) {
        await Promise.race([running, setTimeout(50)]);
      }
      stopping = true;
      relay = null;
      await running;
      return depth;
    },
  };
}

/** The first ones, as many as may leave together; one alone always may. */
function withinBytes(rows: OutboxRow[]): OutboxRow[] {
  let bytes = 0;
  const over = rows.findIndex(({ body }) => (bytes += body.length) > outboxPolicy.batchBytes);
  return over < 0 ? rows : rows.slice(0, Math.max(1, over));
}

/** Where events wait until they are confirmed. */
interface Shelf {
  put(tx: Tx, rows: readonly OutboxRow[]): Promise<void>;
  /** The oldest, at most so many. */
  unsent(limit: number): Promise<OutboxRow[]>;
  markSent(rows: OutboxRow[]): Promise<void>;
  count(): Promise<number>;
}

const insertRows = insertInto('outbox', ['message_id', 'type', 'order_id', 'body']);

function storeShelf(store: Store): Shelf {
  return {
    async put(tx, rows) {
      const values: SqlValue[] = [];
      for (const { messageId, type, orderId, body } of rows) values.push(messageId, type, orderId, body);
      for (const { sql, params } of insertRows(values)) await tx.run(sql, ...params);
    },
    unsent: (limit) =>
      store.reader.all<OutboxRow>(
        `SELECT seq, message_id AS "messageId", type, order_id AS "orderId", body
           FROM outbox WHERE sent_at IS NULL ORDER BY seq LIMIT ?`,
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
  return {
    async put(tx, added) {
      tx.afterCommit(() => rows.push(...added));
    },
    unsent: async (limit) => rows.slice(0, limit),
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
