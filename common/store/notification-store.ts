import { newId } from '../base/new-id.ts';
import { nowIso } from '../base/now-iso.ts';
import { runsOf } from '../base/runs-of.ts';
import type { Notification } from '../contracts/notifications.ts';
import { stampCommit } from '../observe/stamps.ts';
import type { Message } from '../workflow/notify-customer.ts';
import { insertInto } from './many-rows.ts';
import type { ColumnValue, SqlValue, Store, Tx } from './store.ts';

export const notificationSchema = `
  CREATE TABLE IF NOT EXISTS notifications (
    seq {serial},
    notification_id TEXT NOT NULL,
    order_id TEXT,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    text TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_monotonic_ns BIGINT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS notifications_by_order ON notifications (order_id) WHERE order_id IS NOT NULL;`;

/** How long the exact time of a commit may wait for the next transaction to write it down, in milliseconds. */
const STAMP_DELAY_MS = 100;

const insertRows = insertInto(
  'notifications',
  {
    notification_id: 'text',
    order_id: 'text',
    kind: 'text',
    channel: 'text',
    recipient: 'text',
    text: 'text',
    recorded_at: 'text',
    recorded_monotonic_ns: 'bigint',
  },
  'RETURNING seq',
);

/** How notifications are read: ends before the condition. */
export const selectNotifications = `SELECT seq, notification_id AS "notificationId", order_id AS "orderId", kind, channel,
  recipient AS "to", text, recorded_at AS "recordedAt", recorded_monotonic_ns AS "recordedMonotonicNs"
  FROM notifications WHERE`;
export type NotificationRow = Omit<Notification, 'orderId'> & { seq: number; orderId: string | null };
export const notificationOf = ({ seq: _seq, orderId, ...row }: NotificationRow): Notification =>
  orderId === null ? row : { ...row, orderId };

/** Who hands notifications to their providers once they are committed. */
interface Delivering {
  add(tx: Tx, seqs: readonly number[]): Promise<void>;
}

const monotonicNs = () => Number(process.hrtime.bigint());

export interface NotificationStore {
  /** Returns one for each message, in their order. */
  record(tx: Tx, messages: readonly Message[]): Promise<Pick<Notification, 'notificationId' | 'kind'>[]>;
  list(query: { orderId?: string | undefined; after?: string | undefined; limit: number }): Promise<{
    notifications: Notification[];
    next: string | null;
  }>;
  /** Writes down the commit times that are still in memory. */
  settle(): Promise<void>;
}

/**
 * Notifications and the moment each was committed: the completion stamp of the bench. A row carries the time of its
 * insert until the commit's own time, known only afterwards, is written by a following transaction.
 * `deliveries`: who sends them on; null: they are recorded, and that is all.
 */
export function createNotificationStore(store: Store, deliveries: Delivering | null = null): NotificationStore {
  let committed: { seqs: number[]; atNs: number }[] = [];
  let timer: NodeJS.Timeout | undefined;

  async function settle(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const stamps = committed;
    committed = [];
    if (stamps.length === 0) return;
    const write = store.transact(async (tx) => {
      for (const { seqs, atNs } of stamps) {
        for (const [first, last] of runsOf(seqs)) {
          const update = 'UPDATE notifications SET recorded_monotonic_ns = ? WHERE seq BETWEEN ? AND ?';
          await tx.run(update, atNs, first, last);
        }
      }
    });
    await write.catch(() => {}); // the store cannot write now: the rows keep the time of their insert
  }

  /** Rows of one commit share its moment: the callbacks of a commit all run in one go. */
  let underWay: number[] | null = null;
  function stampOfThisCommit(): number[] {
    if (underWay) return underWay;
    const seqs: number[] = [];
    committed.push({ seqs, atNs: monotonicNs() });
    queueMicrotask(() => (underWay = null));
    underWay = seqs;
    return seqs;
  }

  return {
    async record(tx, messages) {
      const sent = messages.map(({ kind }) => ({ notificationId: newId(), kind }));
      const seqs: number[] = [];
      const [now, ns] = [nowIso(), monotonicNs()];
      const values: ColumnValue[] = [];
      for (const [index, { orderId = null, kind, channel, to, text }] of messages.entries()) {
        values.push(sent[index]?.notificationId ?? '', orderId, kind, channel, to, text, now, ns);
        if (orderId) stampCommit(tx, orderId, kind);
      }
      for (const { sql, params } of insertRows(tx, values)) {
        for (const { seq } of await tx.all<{ seq: number }>(sql, ...params)) seqs.push(seq);
      }
      await deliveries?.add(tx, seqs);
      tx.afterCommit(() => {
        stampOfThisCommit().push(...seqs);
        timer ??= setTimeout(() => void settle(), STAMP_DELAY_MS);
      });
      return sent;
    },
    async list(query) {
      await settle();
      const params: SqlValue[] = [Number(query.after ?? 0)];
      if (query.orderId) params.push(query.orderId);
      const rows = await store.reader.all<NotificationRow>(
        `${selectNotifications} seq > ? ${query.orderId ? 'AND order_id = ?' : ''} ORDER BY seq LIMIT ?`,
        ...params,
        query.limit + 1,
      );
      const page = rows.slice(0, query.limit);
      return {
        notifications: page.map(notificationOf),
        next: rows.length > query.limit ? String(page.at(-1)?.seq) : null,
      };
    },
    settle,
  };
}
