import { keyOf } from '../record/attempt-key.ts';
import type { Attempt } from './attempts.ts';
import { defineChecker } from './define-checker.ts';
import { linesOf } from './operations.ts';

/**
 * No order out of nothing: each stored order was attempted, with these lines. Source: Jepsen's total-queue checker,
 * where an element that comes out and was never put in is unexpected.
 */
export const unexpected = defineChecker(
  'unexpected',
  'a stored order was never attempted, or not with these lines',
  ({ attempts, final, found }) => {
    for (const order of final.orders) {
      const key = keyOf(order);
      const attempt = key === null ? undefined : attempts.get(key);
      if (!attempt) found.now(order.orderId, `is stored for ${key ?? 'an unknown customer'}, who attempted nothing`);
      else if (!wasAskedFor(linesOf(order) ?? '', attempt)) {
        found.now(order.orderId, 'is stored with lines that nobody asked for', attempt.key);
      }
    }
    return {
      looked: final.orders.length,
      counted: { attempted: attempts.size, stored: final.orders.length },
      because: `All ${final.orders.length} stored orders were attempted.`,
    };
  },
);

/** A request whose body was not written to the history may have asked for anything. */
function wasAskedFor(lines: string, { invocations }: Attempt): boolean {
  return (
    invocations.length === 0 ||
    invocations.some(({ value }) => {
      const asked = linesOf(value);
      return asked === null || asked === lines;
    })
  );
}
