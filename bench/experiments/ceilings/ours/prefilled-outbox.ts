import { readSettings } from '../../../../common/base/config.ts';
import { inboxSchema } from '../../../../common/messaging/inbox.ts';
import { createOutbox, outboxSchema } from '../../../../common/messaging/outbox.ts';
import { openStore } from '../../../../common/store/open-store.ts';
import { insertOrder, orderSchema } from '../../../../common/store/order-store.ts';
import { placeOrder } from '../../../../common/workflow/place-order.ts';
import { orderOf } from '../raw/events.ts';

const PER_COMMIT = 500;

/** The store of an order service that accepted this many orders and published none: it begins when it is started. */
export async function prefillOutbox(folder: string, orders: number): Promise<void> {
  const settings = readSettings({ LAB_DATA_DIR: folder });
  const store = await openStore(settings, 'orders', orderSchema + inboxSchema + outboxSchema);
  const outbox = createOutbox(store, 'order-service', []);
  for (let n = 0; n < orders; n += PER_COMMIT) {
    await store.transact(async (tx) => {
      for (let m = n; m < Math.min(n + PER_COMMIT, orders); m++) {
        const { orderId, customer, items } = orderOf(m);
        const { order, placed } = placeOrder({ customer, items }, orderId, new Date().toISOString());
        await insertOrder(tx, order);
        await outbox.add(tx, [{ type: 'OrderPlaced', data: placed }]);
      }
    });
  }
  await store.close();
}
