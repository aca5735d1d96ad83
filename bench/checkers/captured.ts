import type { Order } from '../../common/contracts/orders.ts';
import { keyOf } from '../record/attempt-key.ts';
import { defineChecker } from './define-checker.ts';
import { notPaid, type Sums, sumsOf } from './ledger.ts';
import { isFinal } from './operations.ts';
import { ordersById } from './stored.ts';

/**
 * The provider's own ledger, to the minor unit: an order is confirmed if, and only if, exactly its total was captured, once,
 * and none of it given back. Of any other order as much was given back as was captured.
 */
export const captured = defineChecker(
  'captured',
  'a confirmed order was not captured exactly once for exactly its total, or of any other order more was captured than refunded',
  ({ final, found }) => {
    if (!final.money) return notPaid;
    const sums = sumsOf(final.money.entries);
    const orders = ordersById(final.orders);
    let [confirmed, others] = [0, 0];
    for (const order of final.orders) {
      if (!isFinal(order.status)) continue;
      const related = keyOf(order) ?? order.orderId;
      const sum = sums.get(order.orderId);
      if (order.status === 'confirmed') {
        confirmed++;
        const says = notPaidOnce(order, sum);
        if (says) found.now(order.orderId, says, related);
        continue;
      }
      others++;
      const kept = (sum?.captured ?? 0) - (sum?.refunded ?? 0);
      if (kept !== 0) found.atRest(order.orderId, `is ${order.status}, and ${kept} of its money is kept`, related);
    }
    for (const [orderId, { captured: taken, refunded }] of sums) {
      if (orders.has(orderId) || taken === refunded) continue;
      found.atRest(orderId, `is not stored, and ${taken - refunded} of its money is kept`);
    }
    return {
      looked: confirmed + others,
      counted: { confirmed, 'not confirmed': others, 'movements of money': final.money.entries.length },
      because: `${confirmed} confirmed orders were captured once for their totals, and nothing is kept of ${others} others.`,
    };
  },
);

function notPaidOnce({ totalMinor, currency }: Order, sum: Sums | undefined): string | null {
  if (!sum || sum.captures === 0) return 'is confirmed and was never captured';
  if (sum.captures > 1) return `is confirmed and was captured ${sum.captures} times`;
  if (sum.captured !== totalMinor) return `costs ${totalMinor}, and ${sum.captured} was captured`;
  if (sum.currency !== currency) return `costs ${currency}, and ${sum.currency} was captured`;
  return sum.refunds === 0 ? null : `is confirmed, and ${sum.refunded} of it was given back`;
}
