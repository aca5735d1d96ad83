import { join } from 'node:path';
import Database from 'better-sqlite3';
import { newId } from '../../../../../common/base/new-id.ts';
import type { DomainEvent, InventoryOutcome, OrderPlaced } from '../../../../../common/contracts/events.ts';
import type { PlaceOrder } from '../../../../../common/contracts/orders.ts';
import { inboxSchema } from '../../../../../common/messaging/inbox.ts';
import { outboxSchema } from '../../../../../common/messaging/outbox.ts';
import { catalogue } from '../../../../../common/store/catalogue.ts';
import { notificationSchema } from '../../../../../common/store/notification-store.ts';
import { orderSchema } from '../../../../../common/store/order-store.ts';
import { setPragmas, sqliteTables } from '../../../../../common/store/sqlite-pragmas.ts';
import { stockSchema } from '../../../../../common/store/stock-store.ts';
import { notifyCustomer } from '../../../../../common/workflow/notify-customer.ts';
import { reserveStock, type StockItem } from '../../../../../common/workflow/reserve-stock.ts';
import { placedEvent, sentEvent } from '../events.ts';

/** The rows of the smallest programs: the tables of ours, and one commit for each batch, whatever the medium. */
export type Tier = 'page-cache' | 'fsync';
export type Outcome = Extract<DomainEvent, InventoryOutcome>;
type Placed = Extract<DomainEvent, { type: 'OrderPlaced' }>;

/** An event in the outbox, until it is marked as sent. */
export interface Kept {
  seq: number;
  event: DomainEvent;
  body: Buffer;
}

const PIECES = 10_000_000;
const now = () => new Date().toISOString();

/** A store with inbox and outbox. `once` is true for a message that was not applied before. */
function open(folder: string, name: string, tier: Tier, schema: string) {
  const db = new Database(join(folder, `${name}.sqlite`));
  setPragmas(db, tier);
  db.exec(sqliteTables(schema + inboxSchema + outboxSchema));
  const note = db.prepare('INSERT OR IGNORE INTO inbox (message_id, applied_at) VALUES (?, ?)');
  const add = db.prepare('INSERT INTO outbox (message_id, type, order_id, body) VALUES (?, ?, ?, ?)');
  const mark = db.prepare('UPDATE outbox SET sent_at = ? WHERE seq = ?');
  const left = db.prepare('SELECT seq, body FROM outbox WHERE sent_at IS NULL ORDER BY seq');
  const inOneCommit = <In, Out>(work: (batch: readonly In[]) => Out) => db.transaction(work).immediate;
  return {
    db,
    inOneCommit,
    /** What an earlier life of this process left. */
    unsent: () =>
      (left.all() as { seq: number; body: Buffer }[]).map(
        (row): Kept => ({ ...row, event: JSON.parse(String(row.body)) as DomainEvent }),
      ),
    once: (id: string) => note.run(id, now()).changes === 1,
    keep(event: DomainEvent): Kept {
      const body = Buffer.from(JSON.stringify(event));
      return { seq: Number(add.run(event.id, event.type, event.subject, body).lastInsertRowid), event, body };
    },
    markSent: inOneCommit((sent: readonly Kept[]) => {
      for (const { seq } of sent) mark.run(now(), seq);
    }),
  };
}

export function openOrders(folder: string, tier: Tier) {
  const { db, inOneCommit, once, keep, ...outbox } = open(folder, 'orders', tier, orderSchema);
  const insert = db.prepare(
    `INSERT INTO orders (order_id, status, customer, items, created_at, updated_at, version) VALUES (?, 'pending', ?, ?, ?, ?, 1)`,
  );
  const settle = db.prepare(
    `UPDATE orders SET status = ?, items = COALESCE(?, items), total_minor = ?, currency = ?, updated_at = ?, version = 2
     WHERE order_id = ? AND status = 'pending'`,
  );
  const settled = ({ type, data }: Outcome) =>
    type === 'InventoryReserved'
      ? settle.run('confirmed', JSON.stringify(data.items), data.totalMinor, data.currency, now(), data.orderId)
      : settle.run('rejected', null, null, null, now(), data.orderId);
  return {
    ...outbox,
    accept: inOneCommit((requests: readonly PlaceOrder[]) =>
      requests.map(({ customer, items }) => {
        const order: OrderPlaced = { orderId: newId(), customer, items };
        insert.run(order.orderId, JSON.stringify(customer), JSON.stringify(items), now(), now());
        return keep(placedEvent(order));
      }),
    ),
    settle: inOneCommit((outcomes: readonly Outcome[]) => {
      for (const outcome of outcomes) if (once(outcome.id)) settled(outcome);
    }),
    /** REST: an answer was had, so the first call is made, and the next one is to be made. */
    settleAndTell: inOneCommit((answers: readonly { call: Kept; outcome: Outcome }[]) => {
      for (const { outcome } of answers) settled(outcome);
      outbox.markSent(answers.map(({ call }) => call));
      return answers.map(({ outcome }) => keep(outcome));
    }),
  };
}

export function openInventory(folder: string, tier: Tier) {
  const { db, inOneCommit, once, keep, ...outbox } = open(folder, 'inventory', tier, stockSchema);
  const product = db.prepare(`INSERT OR IGNORE INTO products VALUES (?, ?, ?, ?, ${PIECES}, 0, ?)`);
  for (const one of catalogue) product.run(one.sku, one.name, one.unitPriceMinor, one.currency, one.lowStockThreshold);
  const find = db.prepare(
    `SELECT unit_price_minor AS unitPriceMinor, currency, available, low_stock_threshold AS lowStockThreshold FROM products WHERE sku = ?`,
  );
  const take = db.prepare('UPDATE products SET available = available + ?, reserved = reserved - ? WHERE sku = ?');
  const move = db.prepare(
    `INSERT INTO stock_movements (sku, kind, order_id, quantity, available_after, recorded_at) VALUES (?, 'reserve', ?, ?, ?, ?)`,
  );
  const answer = db.prepare('UPDATE inbox SET answer = ? WHERE message_id = ?');
  const answered = db.prepare('SELECT answer FROM inbox WHERE message_id = ?').pluck();
  function reserved({ id, data, ...envelope }: Placed): Outcome {
    const stock = new Map(data.items.map(({ sku }) => [sku, find.get(sku) as StockItem]));
    const { movements, outcome } = reserveStock(data, stock);
    for (const { sku, quantity, availableAfter } of movements) {
      take.run(quantity, quantity, sku);
      move.run(sku, data.orderId, quantity, availableAfter, now());
    }
    return { ...envelope, ...outcome, id: newId(), source: 'inventory-service', causationid: id } as Outcome;
  }
  return {
    ...outbox,
    reserve: inOneCommit((batch: readonly Placed[]) =>
      batch.flatMap((placed) => (once(placed.id) ? [keep(reserved(placed))] : [])),
    ),
    /** REST: the answer is kept beside the call, for one that comes again. */
    reserveAndAnswer: inOneCommit((batch: readonly Placed[]) =>
      batch.map((placed) => {
        if (!once(placed.id)) return JSON.parse(answered.get(placed.id) as string) as Outcome;
        const outcome = reserved(placed);
        answer.run(JSON.stringify(outcome), placed.id);
        return outcome;
      }),
    ),
  };
}

/**
 * `completions` are those of this process, each with its moment on the monotonic clock in nanoseconds. With `tells` an event says
 * of each; over REST nobody would hear it.
 */
export function openNotifications(folder: string, tier: Tier, tells: boolean) {
  const { db, inOneCommit, once, keep, ...outbox } = open(folder, 'notifications', tier, notificationSchema);
  const insert = db.prepare(
    `INSERT INTO notifications (notification_id, order_id, kind, channel, recipient, text, recorded_at, recorded_monotonic_ns)
     VALUES (?, ?, ?, ?, ?, ?, ?, 0)`,
  );
  const completions: [orderId: string, atNs: number][] = [];
  const write = inOneCommit((batch: readonly Outcome[]) => {
    const fresh = batch.filter(({ id }) => once(id));
    for (const outcome of fresh) {
      for (const { orderId = null, kind, channel, to, text } of notifyCustomer(outcome)) {
        insert.run(newId(), orderId, kind, channel, to, text, now());
      }
    }
    return { fresh, kept: tells ? fresh.map(({ data }) => keep(sentEvent(data.orderId))) : [] };
  });
  return {
    ...outbox,
    completions,
    record(batch: readonly Outcome[]): Kept[] {
      const { fresh, kept } = write(batch);
      const atNs = Number(process.hrtime.bigint());
      for (const { subject } of fresh) completions.push([subject, atNs]);
      return kept;
    },
  };
}
