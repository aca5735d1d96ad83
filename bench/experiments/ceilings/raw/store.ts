import { join } from 'node:path';
import Database from 'better-sqlite3';
import { readSettings } from '../../../../common/base/config.ts';
import { createOutbox, outboxSchema } from '../../../../common/messaging/outbox.ts';
import { openStore } from '../../../../common/store/open-store.ts';
import { insertOrder, orderSchema } from '../../../../common/store/order-store.ts';
import { setPragmas } from '../../../../common/store/sqlite-pragmas.ts';
import { commonSchema } from '../../../../common/store/store.ts';
import { placeOrder } from '../../../../common/workflow/place-order.ts';
import { profiled } from '../profile/profiled.ts';
import { eventOf, orderOf } from './events.ts';
import { inTurn } from './in-turn.ts';

/** Row 7, told to the parent: storing an order and its event, by bare statements and by the store layer. */
const { seconds, profile, folder, durability } = JSON.parse(process.argv[2] ?? '{}') as {
  seconds: number;
  profile: boolean;
  folder: string;
  durability: 'page-cache' | 'fsync';
};
const settings = readSettings({ LAB_DATA_DIR: folder, LAB_DURABILITY: durability });
const group = settings.LAB_BATCH;
const now = new Date().toISOString();

const bare = new Database(join(folder, 'bare.sqlite'));
setPragmas(bare, durability);
bare.exec((commonSchema + orderSchema + outboxSchema).replaceAll('{serial}', 'INTEGER PRIMARY KEY AUTOINCREMENT'));
const insertRow = bare.prepare(
  `INSERT INTO orders (order_id, status, customer, items, created_at, updated_at, version)
   VALUES (?, ?, ?, ?, ?, ?, ?)`,
);
const insertEvent = bare.prepare('INSERT INTO outbox (message_id, type, order_id, body) VALUES (?, ?, ?, ?)');
const rawGroup = bare.transaction(() => {
  for (let n = 0; n < group; n++) {
    const event = eventOf(n);
    const { orderId, customer, items } = event.data as ReturnType<typeof orderOf>;
    insertRow.run(orderId, 'pending', JSON.stringify(customer), JSON.stringify(items), now, now, 1);
    insertEvent.run(event.id, event.type, orderId, Buffer.from(JSON.stringify(event)));
  }
});

const store = await openStore(settings, 'layer', orderSchema + outboxSchema);
const outbox = createOutbox(store, 'order-service', []);
const ourGroup = async () => {
  const stored = Array.from({ length: group }, async (_, n) => {
    const { orderId, customer, items } = orderOf(n);
    const { order, placed } = placeOrder({ customer, items }, orderId, now);
    await store.transact(async (tx) => {
      await insertOrder(tx, order);
      await outbox.add(tx, [{ type: 'OrderPlaced', data: placed }]);
    });
  });
  await Promise.all(stored);
};

const measured = await inTurn(seconds, group, () => rawGroup.immediate(), ourGroup);
const limiter = profile
  ? await profiled(async () => {
      for (let n = 0; n < 20; n++) await ourGroup();
    })
  : undefined;
process.send?.({ ...measured, ...(limiter && { limiter }) });
