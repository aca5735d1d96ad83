import type { Outbox } from '../messaging/outbox.ts';
import { findOrder, updateOrders } from '../store/order-store.ts';
import { findSagas, updateSagas } from '../store/saga-store.ts';
import type { Store } from '../store/store.ts';
import { cancelSaga } from '../workflow/saga.ts';
import { cancelOrder } from '../workflow/settle-order.ts';
import type { Cancel } from './order-api.ts';

/**
 * Where this service drives, an order is cancelled by what undoes it, in one transaction with its new state: whatever is
 * under way to another service meets what gives it back, there or behind it.
 */
export const cancelDriven =
  (store: Store, outbox: Outbox, undoes: boolean): Cancel =>
  (orderId) =>
    store.transact(async (tx) => {
      const order = await findOrder(tx, orderId);
      if (!order) throw new Error(`Order ${orderId} is not known here.`);
      const cancelled = cancelOrder(order, new Date().toISOString());
      const saga = (await findSagas(tx, [orderId])).get(orderId);
      const next = cancelled && saga ? cancelSaga(saga, order.customer, undoes) : null;
      if (!cancelled || !next) return order;
      await updateOrders(tx, [cancelled]);
      await updateSagas(tx, [next.saga]);
      await outbox.add(tx, next.told);
      return cancelled;
    });
