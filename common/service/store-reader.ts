import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { OutboxRow } from './outbox.ts';

/** What an operator with access to the stores can look up there while the services run. Nothing is written. */
function select<Row>(dataFolder: string, store: string, sql: string, ...params: string[]): Row[] {
  const file = join(dataFolder, `${store}.sqlite`);
  if (!existsSync(file)) return [];
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare(sql).all(...params) as Row[];
  } finally {
    db.close();
  }
}

/** Everything the outboxes ever sent of one order, oldest first: the source of a republish. */
export const readOutboxes = (dataFolder: string, orderId: string): OutboxRow[] =>
  ['orders', 'inventory', 'notifications'].flatMap((store) =>
    select<OutboxRow>(
      dataFolder,
      store,
      `SELECT seq, message_id AS messageId, type, order_id AS orderId, body FROM outbox
        WHERE order_id = ? AND sent_at IS NOT NULL ORDER BY seq`,
      orderId,
    ),
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
export function readMessages(dataFolder: string, store: string): MessagesOf {
  const sql = 'SELECT message_id AS messageId, type, order_id AS orderId, sent_at FROM outbox ORDER BY seq';
  const outbox =
    store === 'analytics'
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
