import { keyOf } from '../record/attempt-key.ts';
import { defineChecker } from './define-checker.ts';
import { isFinal } from './operations.ts';
import { parkedOrders } from './stored.ts';

/**
 * Every order comes to an end by the deadline after healing: confirmed, rejected, failed, or parked with a reason.
 * This holds whether or not the pipeline came to rest: a blocked one is exactly what this check is for.
 */
export const stuck = defineChecker(
  'stuck',
  'an order is not confirmed, rejected, failed or parked with a reason by the deadline after healing',
  ({ final, found }) => {
    const parked = parkedOrders(final.parked);
    let setAside = 0;
    for (const order of final.orders) {
      if (isFinal(order.status)) continue;
      if (parked.has(order.orderId)) setAside++;
      else found.now(order.orderId, `is still ${order.status} after the deadline`, keyOf(order) ?? order.orderId);
    }
    return {
      looked: final.orders.length,
      counted: { stored: final.orders.length, parked: setAside },
      because: `All ${final.orders.length} orders are final, ${setAside} of them parked with a reason.`,
    };
  },
);
