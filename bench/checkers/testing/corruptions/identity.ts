import { emailOf } from '../../../record/attempt-key.ts';
import type { Operation } from '../../../record/history.ts';
import {
  acknowledgedOrders,
  append,
  type Corruption,
  change,
  type Finished,
  keyOfOrder,
  placing,
  repeat,
  violates,
} from './corruption.ts';

const any = () => true;

export const lost: Corruption[] = [
  violates('an acknowledged order vanishes', (evidence, random) => {
    const gone = random.pick(acknowledgedOrders(evidence));
    evidence.final.orders = evidence.final.orders.filter((order) => order !== gone);
    return true;
  }),
  violates('an answer names an order that never was', ({ history }, random) =>
    change(random, history, placing('ok'), ({ value }) => Object.assign(value as object, { orderId: random.uuid() })),
  ),
  violates('an acknowledged order is stored under another id', (evidence, random) =>
    change(random, acknowledgedOrders(evidence), any, (order) => (order.orderId = random.uuid())),
  ),
  violates('an acknowledged order is stored as somebody else’s', (evidence, random) =>
    change(random, acknowledgedOrders(evidence), any, (order) => (order.customer.email = emailOf('other'))),
  ),
  violates('an answer names no order', ({ history }, random) =>
    change(random, history, placing('ok'), (operation) => (operation.value = { status: 202 })),
  ),
];

export const unexpected: Corruption[] = [
  violates('an order of nobody appears', ({ final }, random) =>
    repeat(random, final.orders, any, (order) => {
      order.orderId = random.uuid();
      order.customer.email = emailOf('ghost');
    }),
  ),
  violates('the attempt of an order is forgotten', (evidence, random) => {
    const key = keyOfOrder(random.pick(evidence.final.orders));
    evidence.history = evidence.history.filter((operation) => operation.key !== key);
    return true;
  }),
  violates('an order comes from outside the load', ({ final }, random) =>
    change(random, final.orders, any, (order) => (order.customer.email = 'eve@elsewhere.example')),
  ),
  violates('an order asks for more than was asked', ({ final }, random) =>
    change(random, final.orders, any, (order) => random.pick(order.items).quantity++),
  ),
  violates('an order loses a line', ({ final }, random) =>
    change(
      random,
      final.orders,
      ({ items }) => items.length > 1,
      (order) => order.items.pop(),
    ),
  ),
  violates('an order gains a line', ({ final }, random) =>
    change(random, final.orders, any, (order) => order.items.push({ sku: 'SKU-2', quantity: 1 })),
  ),
];

/** Every attempt of this key is told that it certainly failed. */
function refuseAll(history: Operation[], key: string): void {
  for (const operation of history) {
    if (operation.f !== 'place-order' || operation.key !== key || operation.type === 'invoke') continue;
    operation.type = 'fail';
    operation.value = { status: 429, error: 'too-many-requests' };
  }
}

const answered = (evidence: Finished, key: string) =>
  evidence.history.some((operation) => operation.key === key && operation.type !== 'invoke');

export const undead: Corruption[] = [
  violates('all attempts of an acknowledged order were refused', (evidence, random) => {
    refuseAll(evidence.history, keyOfOrder(random.pick(acknowledgedOrders(evidence).slice(1))));
    return true;
  }),
  violates('all attempts of an order in doubt were refused', (evidence, random) => {
    const acknowledged = new Set(acknowledgedOrders(evidence));
    const inDoubt = (order: (typeof evidence.final.orders)[number]) =>
      !acknowledged.has(order) && answered(evidence, keyOfOrder(order));
    return change(random, evidence.final.orders, inDoubt, (order) => refuseAll(evidence.history, keyOfOrder(order)));
  }),
  violates('a refused attempt left an order', (evidence, random) => {
    const { history, final } = evidence;
    const keys = new Set(history.filter(placing('fail')).map(({ key }) => key));
    for (const { key } of history.filter((operation) => placing('ok')(operation) || placing('info')(operation)))
      keys.delete(key);
    for (const order of final.orders) keys.delete(keyOfOrder(order));
    const key = random.some([...keys]);
    if (key === undefined) return false;
    return repeat(random, final.orders, any, (order) => {
      order.orderId = random.uuid();
      order.customer.email = emailOf(key);
    });
  }),
];

export const duplicateOrder: Corruption[] = [
  violates('a key has a second order', ({ final }, random) =>
    repeat(random, final.orders, any, (order) => (order.orderId = random.uuid())),
  ),
  violates('an order is listed twice', ({ final }, random) => repeat(random, final.orders, any)),
  violates('an order moves to the key of another', ({ final }, random) => {
    const key = keyOfOrder(random.pick(final.orders));
    const isOther = (order: (typeof final.orders)[number]) => keyOfOrder(order) !== key;
    return change(random, final.orders, isOther, (order) => (order.customer.email = emailOf(key)));
  }),
  violates('a key has a second order that was rejected', ({ final }, random) =>
    repeat(random, final.orders, any, (order) => Object.assign(order, { orderId: random.uuid(), status: 'rejected' })),
  ),
];

/** The same key is answered once more, with something changed. */
function answerAgain(evidence: Finished, operation: Operation, changed: object): void {
  append(evidence, { ...operation, value: { ...(operation.value as object), ...changed } });
}

const refuseAgain =
  (status: number, error: string): Corruption['corrupt'] =>
  (evidence, random) =>
    change(random, evidence.history, placing('ok'), ({ f, key }) =>
      append(evidence, { f, type: 'fail', key, value: { status, error } }),
    );

export const replayedAnswer: Corruption[] = [
  violates('a repeat is answered with another order', (evidence, random) =>
    change(random, evidence.history, placing('ok'), (operation) =>
      answerAgain(evidence, operation, { orderId: random.uuid() }),
    ),
  ),
  violates('a repeat is answered with another code', (evidence, random) =>
    change(random, evidence.history, placing('ok'), (operation) => answerAgain(evidence, operation, { status: 200 })),
  ),
  violates('two repeats are answered with two final states', (evidence, random) =>
    change(random, evidence.history, placing('ok'), (operation) => {
      answerAgain(evidence, operation, { orderStatus: 'confirmed' });
      answerAgain(evidence, operation, { orderStatus: 'rejected' });
    }),
  ),
  violates('a repeat is answered without an order', (evidence, random) =>
    change(random, evidence.history, placing('ok'), (operation) => append(evidence, { ...operation, value: null })),
  ),
  violates('an accepted body is refused as malformed', refuseAgain(400, 'invalid-request')),
  violates('an accepted key is refused as used with another body', refuseAgain(422, 'key-reused')),
];
