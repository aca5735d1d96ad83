import { keyOf } from '../record/attempt-key.ts';
import { defineChecker } from './define-checker.ts';
import { answerOf } from './operations.ts';
import { ordersById } from './stored.ts';

/**
 * Every acknowledged order exists, as an order of the one who was told so. Source: the set-full and total-queue
 * checkers of Jepsen, where an element that was acknowledged and is in no final read is lost.
 */
export const lost = defineChecker(
  'lost',
  'an acknowledged order is not stored, or is stored as somebody else’s',
  ({ attempts, acknowledged, final, found }) => {
    const orders = ordersById(final.orders);
    for (const { key, answers } of attempts.values()) {
      for (const operation of answers) {
        const answer = answerOf(operation);
        if (!answer) {
          found.now(key, 'was acknowledged without an order id', key);
          continue;
        }
        const order = orders.get(answer.orderId);
        if (!order) found.now(answer.orderId, 'was acknowledged and is not stored', key);
        else if (keyOf(order) !== key)
          found.now(answer.orderId, `was acknowledged to ${key} and is not its order`, key);
      }
    }
    return {
      looked: acknowledged,
      counted: { acknowledged, stored: final.orders.length },
      because: `All ${acknowledged} acknowledged answers name an order that is stored.`,
    };
  },
);
