import { defineChecker } from './define-checker.ts';
import { notPaid, sumsOf } from './ledger.ts';

/** Money is given back once and exactly: never more than was captured, never for what was never captured, and each capture once. */
export const refundedOnce = defineChecker(
  'refunded-once',
  'more was refunded than captured, twice for one capture, or another amount than was captured',
  ({ final, found }) => {
    if (!final.money) return notPaid;
    const open = new Map<string, number[]>();
    let refunds = 0;
    for (const { orderId, kind, amountMinor } of final.money.entries) {
      const captures = open.get(orderId) ?? [];
      open.set(orderId, captures);
      if (kind === 'capture') {
        captures.push(amountMinor);
        continue;
      }
      refunds++;
      const at = captures.indexOf(amountMinor);
      if (at < 0) found.now(orderId, `was given back ${amountMinor}, which it had not paid or had back already`);
      else captures.splice(at, 1);
    }
    const orders = sumsOf(final.money.entries).size;
    return {
      looked: orders,
      counted: { refunds, 'orders with money': orders },
      because: `${refunds} refunds gave back what was captured, each once.`,
    };
  },
);
