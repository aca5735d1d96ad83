import type { OutboxRow } from '../messaging/outbox.ts';
import { asWritten, rowsGone, select, tablesOf } from '../store/inspector.ts';
import { type Role, type Shape, sendersIn, sentBy } from '../workflow/message-table.ts';

/** What an operator with access to the stores can look up there while the services run. Nothing is written. */
const PAGE = 500;

/** Everything the outboxes ever sent of one order, oldest first: the source of a republish. */
export const readOutboxes = (dataFolder: string, shape: Shape, orderId: string): Promise<OutboxRow[]> =>
  ofAll(shape, (store) =>
    select<OutboxRow>(
      dataFolder,
      store,
      `SELECT seq, message_id AS "messageId", type, order_id AS "orderId", body FROM outbox
        WHERE order_id = ? AND sent_at IS NOT NULL ORDER BY seq`,
      orderId,
    ),
  );

/** What is found in the outboxes, in the order in which an order passes through their services. */
async function ofAll<Found>(shape: Shape, look: (store: Role) => Promise<Found[]>): Promise<Found[]> {
  return (await Promise.all(sendersIn(shape).map(look))).flat();
}

/**
 * Everything the outboxes hold, or only what was sent, oldest first within an order, a page at a time. The ends are
 * looked up first and in reverse: of every event that is read, its cause is read as well while more are written.
 */
export async function* outboxPages(
  dataFolder: string,
  shape: Shape,
  which: 'all' | 'sent',
): AsyncGenerator<OutboxRow[]> {
  const those = sendersIn(shape);
  const ends = new Map<string, number>();
  for (const store of those.toReversed()) {
    const [last] = await select<{ seq: number | null }>(dataFolder, store, 'SELECT MAX(seq) AS seq FROM outbox');
    ends.set(store, last?.seq ?? 0);
  }
  const sent = which === 'sent' ? 'AND sent_at IS NOT NULL' : '';
  for (const store of those) {
    for (let after = 0; ; ) {
      const page = await select<OutboxRow>(
        dataFolder,
        store,
        `SELECT seq, message_id AS "messageId", type, order_id AS "orderId", body FROM outbox
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

/** How many events each outbox once held and holds no more, as far as its engine counts them; only where some are gone. */
export const purgedFromOutboxes = (
  dataFolder: string,
  shape: Shape,
): Promise<{ store: string; purged: number; written: number }[]> =>
  ofAll(shape, async (store) => {
    const purged = await rowsGone(dataFolder, store, 'outbox');
    if (purged === 0) return [];
    const [held] = await select<{ rows: number }>(dataFolder, store, 'SELECT COUNT(*) AS "rows" FROM outbox');
    return [{ store, purged, written: purged + (held?.rows ?? 0) }];
  });

/** The ids of all events that the outboxes sent. */
export const sentMessageIds = (dataFolder: string, shape: Shape): Promise<string[]> =>
  ofAll(shape, async (store) => {
    const sql = 'SELECT message_id AS id FROM outbox WHERE sent_at IS NOT NULL ORDER BY seq';
    return (await select<{ id: string }>(dataFolder, store, sql)).map(({ id }) => id);
  });

/** The answers that callers were owed and that are set aside. */
export async function parkedAnswers(dataFolder: string): Promise<{ orderId: string; reason: string }[]> {
  if (!(await tablesOf(dataFolder, 'orders')).has('owed_answers')) return [];
  const sql = 'SELECT order_id AS "orderId", parked_reason AS reason FROM owed_answers WHERE parked_reason IS NOT NULL';
  return select(dataFolder, 'orders', sql);
}

export interface MessagesOf {
  outbox: { messageId: string; type: string; orderId: string; sent: boolean }[];
  inbox: { messageId: string; position: string | null }[];
}

/** All ids in the outbox and the inbox of one store of an event mode, in the order they were written. */
export async function readMessages(dataFolder: string, store: Role, shape: Shape = 'off'): Promise<MessagesOf> {
  const outbox = sentBy(store, shape).length === 0 ? [] : await select<OutboxEntry>(dataFolder, store, outboxIds);
  return {
    outbox: outbox.map(({ messageId, type, orderId, sent_at }) => ({
      messageId,
      type,
      orderId,
      sent: sent_at !== null,
    })),
    inbox: await select(dataFolder, store, inboxIds),
  };
}

type OutboxEntry = MessagesOf['outbox'][number] & { sent_at: string | null };
const outboxIds = 'SELECT message_id AS "messageId", type, order_id AS "orderId", sent_at FROM outbox ORDER BY seq';
const inboxIds = `SELECT message_id AS "messageId", position FROM inbox ORDER BY ${asWritten}`;
