import { defineChecker } from './define-checker.ts';
import { isFinal } from './operations.ts';
import { ordersById } from './stored.ts';

/**
 * What an order sets off outside of the services happens once, however often it is asked for: a second parcel cannot be
 * taken back by any rollback. The warehouse counts what it was asked and what it did, by order.
 */
export const effects = defineChecker(
  'effects',
  'the warehouse did its part for one order more than once, for an order that is not stored, or not at all for one that was decided',
  ({ final, found }) => {
    if (!final.warehouse) return { outcome: 'not-applicable', because: 'No warehouse was asked about any order.' };
    const orders = ordersById(final.orders);
    const done = new Set<string>();
    let [calls, again] = [0, 0];
    for (const { orderId, calls: asked, effects: times } of final.warehouse) {
      calls += asked;
      if (asked > 1) again++;
      if (times > 0) done.add(orderId);
      if (times > 1) found.now(orderId, `was done ${times} times by the warehouse, which was asked ${asked} times`);
      if (times > 0 && !orders.has(orderId)) found.atRest(orderId, 'was done by the warehouse and is not stored');
    }
    for (const { orderId, status } of final.orders) {
      if (status === 'failed' || !isFinal(status) || done.has(orderId)) continue;
      found.now(orderId, `is ${status}, and the warehouse never did its part`);
    }
    return {
      looked: done.size,
      counted: { calls, 'orders asked about': final.warehouse.length, 'asked about again': again, done: done.size },
      because: `The warehouse did its part once for each of ${done.size} orders, ${again} of which it was asked about again.`,
    };
  },
);
