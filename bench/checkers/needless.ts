import type { Order } from '../../common/contracts/orders.ts';
import { keyOf } from '../record/attempt-key.ts';
import type { Sorted } from './attempts.ts';
import { defineChecker } from './define-checker.ts';
import { faultWindow } from './fault-window.ts';
import { member } from './operations.ts';

/** The one fault that need not cost an order: it disturbs a call once at most, before it arrives, and its repetition passes. */
const HARMLESS = 'network:reset-before';
const unavailable = [503, 504];

/**
 * No order is given up that a repetition would have saved. It is what retries are for, and says nothing under a fault that
 * repetitions cannot get past.
 */
export const needless = defineChecker(
  'needless',
  `under ${HARMLESS}, which one repetition gets past, an order is answered 503 or 504, or ends failed`,
  ({ evidence, attempts, faults, final, found }) => {
    if (evidence.fault !== HARMLESS) {
      return { outcome: 'not-applicable', because: `Only ${HARMLESS} is a fault that need not cost any order.` };
    }
    const window = faultWindow(faults, HARMLESS);
    if (!window)
      return { outcome: 'unknown', because: 'The history does not say from when to when calls were disturbed.' };
    const givenUp = answeredUnavailable(attempts);
    for (const [key, status] of givenUp)
      found.now(key, `was answered ${status} for a call that one repetition would have saved`, key);
    for (const order of final.orders) {
      const key = keyOf(order);
      if (order.status === 'failed' && !isOfPayment(order.reason) && !givenUp.has(key ?? '')) {
        found.now(order.orderId, 'failed for a call that one repetition would have saved', key ?? order.orderId);
      }
    }
    let due = 0;
    for (const { invocations } of attempts.values()) {
      if (invocations.some(({ t }) => t >= window.from && t <= window.to)) due++;
    }
    return {
      looked: due,
      counted: { 'orders meanwhile': due, 'answered 503 or 504': givenUp.size },
      because: `None of ${due} orders placed meanwhile was given up.`,
    };
  },
);

/** Who moves money is outside of the services: that he did not answer in time is nothing that a repetition between them saves. */
const isOfPayment = (reason: Order['reason']): boolean =>
  reason === 'payment-timeout' || reason === 'payment-unavailable';

/** Keys that were told the order service could not do it, with the status. */
function answeredUnavailable(attempts: Sorted['attempts']): Map<string, number> {
  const keys = new Map<string, number>();
  for (const { key, doubts } of attempts.values()) {
    const status = unavailable.find((code) => doubts.some(({ value }) => member(value, 'status') === code));
    if (status !== undefined) keys.set(key, status);
  }
  return keys;
}
