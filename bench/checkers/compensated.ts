import { keyOf } from '../record/attempt-key.ts';
import { defineChecker } from './define-checker.ts';
import { notPaid, sumsOf } from './ledger.ts';
import { isFinal } from './operations.ts';
import { sawLess } from './saw-less.ts';
import { movementsByOrder } from './stored.ts';

/**
 * A saga has no isolation: what an order holds for a while, others see as taken. At the end an order that did not succeed holds
 * no stock, and none of its money is kept; a refund that keeps failing is parked with its reason and waits for an operator.
 * How many orders saw stock that was given back later is counted: that is the price of it, and no violation.
 */
export const compensated = defineChecker(
  'compensated',
  'an order that did not succeed holds stock or money, or its refund is neither done nor parked with a reason',
  ({ final, found }) => {
    if (!final.money) return notPaid;
    const movements = movementsByOrder(final.movements);
    const sums = sumsOf(final.money.entries);
    const payments = new Map(final.money.payments.map((payment) => [payment.orderId, payment]));
    const counted = { 'did not succeed': 0, 'gave stock back': 0, 'gave money back': 0, parked: 0 };
    for (const order of final.orders) {
      if (!isFinal(order.status) || order.status === 'confirmed') continue;
      const { orderId, status } = order;
      const related = keyOf(order) ?? orderId;
      const own = movements.get(orderId) ?? [];
      const sum = sums.get(orderId);
      const payment = payments.get(orderId);
      counted['did not succeed']++;
      if (own.some(({ kind }) => kind === 'release')) counted['gave stock back']++;
      if (sum && sum.refunds > 0) counted['gave money back']++;
      const held = own.reduce((pieces, { quantity }) => pieces - quantity, 0);
      if (held !== 0) found.atRest(orderId, `is ${status} and holds ${held} pieces`, related);
      const isParked = payment?.state === 'parked' && payment.reason !== undefined;
      if (isParked) counted.parked++;
      else if ((sum?.captured ?? 0) !== (sum?.refunded ?? 0)) {
        found.atRest(orderId, `is ${status}, and its payment is ${payment?.state ?? 'unknown'}`, related);
      }
    }
    const { reserved, refused } = sawLess(final.movements, final.orders);
    const seen = {
      'reserved beside stock that came back': reserved.size,
      'refused for stock that came back': refused.size,
    };
    return {
      looked: counted['did not succeed'],
      counted: { ...counted, ...seen },
      because:
        `${counted['did not succeed']} orders that did not succeed hold nothing; ${seen['refused for stock that came back']} orders ` +
        `were refused and ${seen['reserved beside stock that came back']} reserved while stock was taken that came back.`,
    };
  },
);
