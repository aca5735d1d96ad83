import type { Order } from '../contracts/orders.ts';
import { findOrders, ordersChanged } from '../store/order-store.ts';
import type { Store } from '../store/store.ts';

export const watchPolicy = {
  /** How often the store is asked about orders that somebody waits for: another process may have changed them. */
  everyMs: 500,
  /** Orders that one question asks about. */
  atOnce: 500,
};

/** Tells of every newer version of an order, until the returned function is called. */
export type OrderWatch = (order: Pick<Order, 'orderId' | 'version'>, tell: (order: Order) => void) => () => void;

interface Waiting {
  version: number;
  tell: (order: Order) => void;
}

/**
 *   this process commits a change ─▶ told at once ─────────────┐
 *   another process with the same store ─▶ seen at the next look ┴─▶ whoever waits for that order
 *
 * Nobody waits: nothing is done, and nothing is asked.
 */
export function watchOrders(store: Pick<Store, 'reader'>): OrderWatch {
  const waiting = new Map<string, Set<Waiting>>();
  let look: NodeJS.Timeout | null = null;

  function changed(orders: Iterable<Order>): void {
    for (const order of orders) {
      for (const one of waiting.get(order.orderId) ?? []) {
        if (order.version <= one.version) continue;
        one.version = order.version;
        one.tell(order);
      }
    }
  }

  async function lookUp(): Promise<void> {
    const orderIds = [...waiting.keys()];
    for (let at = 0; at < orderIds.length; at += watchPolicy.atOnce) {
      changed((await findOrders(store.reader, orderIds.slice(at, at + watchPolicy.atOnce))).values());
    }
  }

  /** A store that cannot be read now is asked again. */
  const lookAgain = () => {
    look = setTimeout(() => {
      lookUp()
        .catch(() => {})
        .finally(() => {
          if (look) lookAgain();
        });
    }, watchPolicy.everyMs).unref();
  };

  function stop(): void {
    if (look) clearTimeout(look);
    look = null;
    ordersChanged.delete(changed);
  }

  return ({ orderId, version }, tell) => {
    const one = { version, tell };
    const same = waiting.get(orderId) ?? new Set();
    waiting.set(orderId, same.add(one));
    if (!look) {
      ordersChanged.add(changed);
      lookAgain();
    }
    return () => {
      same.delete(one);
      if (same.size === 0 && waiting.get(orderId) === same) waiting.delete(orderId);
      if (waiting.size === 0) stop();
    };
  };
}
