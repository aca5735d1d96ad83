import { defineChecker } from './define-checker.ts';
import { isFinal } from './operations.ts';
import { ordersById } from './stored.ts';

/**
 * Whoever was promised an answer gets it, he and nobody else, at least once, and it is the outcome that the order has; or it is
 * set aside with its reason. What came is what the other side took, not what the services say they sent.
 */
export const told = defineChecker(
  'told',
  'an answer that was owed never came and is not parked with its reason, tells another outcome than the order has, or came to another caller or to nobody who was owed one',
  ({ final, found }) => {
    if (!final.answers) return { outcome: 'not-applicable', because: 'Nobody asked for an answer later.' };
    const { owed, got, foreign, parked } = final.answers;
    const orders = ordersById(final.orders);
    const awaited = new Map(owed.map(({ orderId, place }) => [orderId, place]));
    const came = new Map<string, number>();
    if (foreign > 0) found.now('an answer', `came to nobody who is known, or is none: ${foreign} of them`);
    for (const { orderId, place, status, version, totalMinor } of got) {
      const isRight = awaited.get(orderId) === place;
      if (isRight) came.set(orderId, (came.get(orderId) ?? 0) + 1);
      const order = orders.get(orderId);
      if (!awaited.has(orderId)) found.now(orderId, 'was told to somebody who is owed nothing');
      else if (!isRight) found.now(orderId, `was told at ${place}, and is owed at ${awaited.get(orderId)}`);
      else if (!isFinal(status)) found.now(orderId, `was told ${status}, which is no outcome`);
      else if (!order) found.atRest(orderId, `was told ${status} and is not stored`);
      else if (order.status !== status) found.now(orderId, `was told ${status} and is ${order.status}`);
      else if (order.version !== version) found.now(orderId, `was told as version ${version} and is ${order.version}`);
      else if (order.totalMinor !== totalMinor)
        found.now(orderId, `was told with a total of ${totalMinor}, and it is ${order.totalMinor}`);
    }
    const setAside = new Set<string>();
    for (const { orderId, reason } of parked) {
      if (reason.trim() === '') found.now(orderId, 'has its answer parked without a reason');
      setAside.add(orderId);
    }
    for (const orderId of awaited.keys()) {
      if (!came.has(orderId) && !setAside.has(orderId)) found.atRest(orderId, 'is owed an answer that never came');
    }
    const again = [...came.values()].filter((times) => times > 1).length;
    return {
      looked: awaited.size,
      counted: { owed: awaited.size, told: came.size, 'told more than once': again, parked: setAside.size },
      because: `All of ${awaited.size} answers that were owed came to whom they are owed and with the outcome of their order, ${again} more than once, or are parked with a reason (${setAside.size}).`,
    };
  },
);
