import { keyOf } from '../record/attempt-key.ts';
import { defineChecker } from './define-checker.ts';

/**
 * What certainly failed stays away: no order exists of which every attempt was refused. An attempt without an
 * answer may have happened and does not count as refused. Source: the meaning of `fail` in a Jepsen history.
 */
export const undead = defineChecker(
  'undead',
  'an order is stored although every attempt at it certainly failed',
  ({ attempts, final, found }) => {
    let refused = 0;
    for (const { invocations, refusals } of attempts.values()) {
      if (refusals.length > 0 && refusals.length >= invocations.length) refused++;
    }
    const counted = { refused, stored: final.orders.length };
    if (refused === 0) return { outcome: 'not-applicable', because: 'No attempt certainly failed.', counted };
    for (const order of final.orders) {
      const key = keyOf(order);
      const attempt = key === null ? undefined : attempts.get(key);
      if (!attempt || attempt.answers.length > 0 || attempt.refusals.length === 0) continue;
      if (attempt.refusals.length < attempt.invocations.length) continue;
      found.now(order.orderId, `is stored although all attempts of ${attempt.key} were refused`, attempt.key);
    }
    return {
      looked: final.orders.length,
      counted,
      because: `None of the ${refused} attempts that certainly failed left an order.`,
    };
  },
);
