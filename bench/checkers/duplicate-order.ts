import { keyOf } from '../record/attempt-key.ts';
import { defineChecker } from './define-checker.ts';

/**
 * One order per idempotency key, however often a client repeated itself. Source: the duplicates of Jepsen's
 * set-full and total-queue checkers; the IETF draft of the Idempotency-Key header.
 */
export const duplicateOrder = defineChecker(
  'duplicate-order',
  'more than one order is stored for one idempotency key',
  ({ attempts, final, found }) => {
    const first = new Map<string, string>();
    for (const order of final.orders) {
      const key = keyOf(order);
      if (key === null) continue;
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, order.orderId);
      else if (earlier === order.orderId) found.now(order.orderId, 'is stored twice', key);
      else found.now(order.orderId, `is a second order of ${key} beside ${earlier}`, key);
    }
    let repeated = 0;
    for (const { invocations } of attempts.values()) if (invocations.length > 1) repeated++;
    return {
      looked: first.size,
      counted: { keys: first.size, stored: final.orders.length, 'repeated keys': repeated },
      because: `${first.size} keys have one order each; ${repeated} keys were sent more than once.`,
    };
  },
);
