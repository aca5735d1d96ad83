import type { OrderStatus } from '../../common/contracts/orders.ts';
import { keyOf } from '../record/attempt-key.ts';
import type { Evidence, Operation } from '../record/history.ts';
import type { Attempt } from './attempts.ts';
import { defineChecker, type Look } from './define-checker.ts';
import { answerOf, isFinal, seenOrder } from './operations.ts';
import { ordersById } from './stored.ts';

/**
 * An order is written pending at version 1 and becomes final at version 2, once:
 *
 *   pending@1 ─▶ confirmed@2 | rejected@2 | failed@2 (where an order is answered with its outcome, or is paid)
 *
 * Seen from answers, reads during the run and the final read. A repeated answer may repeat an old `pending`; a read
 * that began after a final state was seen may not.
 */
export const transitions = defineChecker(
  'transitions',
  'an order took an illegal edge, left a final state, or its version is not the previous one + 1',
  (look) => {
    const { attempts, evidence, final, found } = look;
    for (const { orderId, status, version } of final.orders) {
      const says = illegal(status, version, evidence);
      if (says) found.now(orderId, says);
    }
    const orders = ordersById(final.orders);
    for (const { key, answers } of attempts.values()) {
      for (const operation of answers) {
        const answer = answerOf(operation);
        const order = answer && orders.get(answer.orderId);
        if (!order || !isFinal(answer.orderStatus) || answer.orderStatus === order.status) continue;
        found.now(order.orderId, `was ${answer.orderStatus} and is ${order.status} now`, key);
      }
    }
    const reads = judgeReads(look);
    return {
      looked: final.orders.length,
      counted: { orders: final.orders.length, reads },
      because: `${final.orders.length} orders and ${reads} reads show legal states only.`,
    };
  },
);

function illegal(status: OrderStatus, version: number, { mode, final }: Evidence): string | null {
  const expected = isFinal(status) ? 2 : 1;
  if (version !== expected) return `is ${status} at version ${version} instead of ${expected}`;
  return status === 'failed' && mode.answer !== 'outcome' && !final?.money
    ? `is failed, which ${mode.name} does not know`
    : null;
}

/** Reads in the order of the history. Returns how many there were. */
function judgeReads({ attempts, evidence, final, found, reads }: Look): number {
  const orders = ordersById(final.orders);
  const begun = new Map<string, number>();
  const finalSince = new Map<string, number>();
  let judged = 0;
  for (const operation of reads) {
    const call = `${operation.process} ${operation.key}`;
    if (operation.type === 'invoke') begun.set(call, operation.t);
    const seen = operation.type === 'ok' ? seenOrder(operation) : null;
    if (!seen) continue;
    judged++;
    const orderId = operation.key;
    const says = illegal(seen.status, seen.version, evidence);
    if (says) found.now(orderId, says);
    const order = orders.get(orderId);
    if (isFinal(seen.status)) {
      if (order && order.status !== seen.status) found.now(orderId, `was ${seen.status} and is ${order.status} now`);
      if (!finalSince.has(orderId)) finalSince.set(orderId, operation.t);
      continue;
    }
    const key = order && keyOf(order);
    const attempt = typeof key === 'string' ? attempts.get(key) : undefined;
    const since = Math.min(finalSince.get(orderId) ?? Infinity, answeredFinal(attempt, orderId));
    if ((begun.get(call) ?? 0) > since) found.now(orderId, 'was read as pending after it was final');
  }
  return judged;
}

/** When a client was first told that this order is final; never is Infinity. */
function answeredFinal(attempt: Attempt | undefined, orderId: string): number {
  const isFinalAnswer = (operation: Operation) => {
    const answer = answerOf(operation);
    return answer?.orderId === orderId && isFinal(answer.orderStatus);
  };
  return attempt?.answers.find(isFinalAnswer)?.t ?? Infinity;
}
