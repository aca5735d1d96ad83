import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { OutboxRow } from '../messaging/outbox.ts';
import { type Role, senders, sentBy } from '../workflow/message-table.ts';

/** What an operator with access to the stores can look up there while the services run. Nothing is written. */
export function select<Row>(dataFolder: string, store: string, sql: string, ...params: (string | number)[]): Row[] {
  const file = join(dataFolder, `${store}.sqlite`);
  if (!existsSync(file)) return [];
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare(sql).all(...params) as Row[];
  } finally {
    db.close();
  }
}

const PAGE = 500;

/** Everything the outboxes ever sent of one order, oldest first: the source of a republish. */
export const readOutboxes = (dataFolder: string, orderId: string): OutboxRow[] =>
  senders.flatMap((store) =>
    select<OutboxRow>(
      dataFolder,
      store,
      `SELECT seq, message_id AS messageId, type, order_id AS orderId, body FROM outbox
        WHERE order_id = ? AND sent_at IS NOT NULL ORDER BY seq`,
      orderId,
    ),
  );

/**
 * Everything the outboxes hold, or only what was sent, oldest first within an order, a page at a time. The ends are
 * looked up first and in reverse: of every event that is read, its cause is read as well while more are written.
 */
export function* outboxPages(dataFolder: string, which: 'all' | 'sent'): Generator<OutboxRow[]> {
  const ends = new Map<string, number>();
  for (const store of senders.toReversed()) {
    const [last] = select<{ seq: number | null }>(dataFolder, store, 'SELECT MAX(seq) AS seq FROM outbox');
    ends.set(store, last?.seq ?? 0);
  }
  const sent = which === 'sent' ? 'AND sent_at IS NOT NULL' : '';
  for (const store of senders) {
    for (let after = 0; ; ) {
      const page = select<OutboxRow>(
        dataFolder,
        store,
        `SELECT seq, message_id AS messageId, type, order_id AS orderId, body FROM outbox
          WHERE seq > ? AND seq <= ? ${sent} ORDER BY seq LIMIT ${PAGE}`,
        after,
        ends.get(store) ?? 0,
      );
      if (page.length > 0) yield page;
      if (page.length < PAGE) break;
      after = page.at(-1)?.seq ?? 0;
    }
  }
}

/** How many events each outbox once held and holds no more, as far as its counter tells; only where some are gone. */
export const purgedFromOutboxes = (dataFolder: string): { store: string; purged: number; written: number }[] =>
  senders.flatMap((store) =>
    select<{ written: number; purged: number }>(
      dataFolder,
      store,
      `SELECT seq AS written, seq - (SELECT COUNT(*) FROM outbox) AS purged FROM sqlite_sequence
        WHERE name = 'outbox' AND purged > 0`,
    ).map((row) => ({ store, ...row })),
  );

/** The ids of all events that the outboxes sent. */
export const sentMessageIds = (dataFolder: string): string[] =>
  senders.flatMap((store) =>
    select<{ id: string }>(
      dataFolder,
      store,
      'SELECT message_id AS id FROM outbox WHERE sent_at IS NOT NULL ORDER BY seq',
    ).map(({ id }) => id),
  );

/** REST mode: calls that the other side refuses. */
export const readParkedCalls = (dataFolder: string) =>
  select<{ orderId: string; kind: string; body: string; reason: string }>(
    dataFolder,
    'orders',
    'SELECT order_id AS orderId, kind, body, parked_reason AS reason FROM calls WHERE parked_reason IS NOT NULL',
  );

export interface MessagesOf {
  outbox: { messageId: string; type: string; orderId: string; sent: boolean }[];
  inbox: { messageId: string; position: string | null }[];
}

/** All ids in the outbox and the inbox of one store of an event mode, in the order they were written. */
export function readMessages(dataFolder: string, store: Role): MessagesOf {
  const sql = 'SELECT message_id AS messageId, type, order_id AS orderId, sent_at FROM outbox ORDER BY seq';
  const outbox =
    sentBy(store).length === 0
      ? []
      : select<MessagesOf['outbox'][number] & { sent_at: string | null }>(dataFolder, store, sql);
  return {
    outbox: outbox.map(({ messageId, type, orderId, sent_at }) => ({
      messageId,
      type,
      orderId,
      sent: sent_at !== null,
    })),
    inbox: select(dataFolder, store, 'SELECT message_id AS messageId, position FROM inbox ORDER BY rowid'),
  };
}
