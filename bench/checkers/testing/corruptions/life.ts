import type { Order } from '../../../../common/contracts/orders.ts';
import type { ParkedMessage } from '../../../record/history.ts';
import { isFinal } from '../../operations.ts';
import {
  acknowledgedOrders,
  append,
  type Corruption,
  change,
  drop,
  type Finished,
  repeat,
  violates,
} from './corruption.ts';

const finished = (order: Order) => isFinal(order.status);
const reopen = (order: Order) => Object.assign(order, { status: 'pending', version: 1 });
/** The message of an order that is there, and not a pill that names one. */
const isOrder = ({ orderId, messageId }: ParkedMessage) => orderId !== null && messageId !== null;
const other = (status: Order['status']) => (status === 'confirmed' ? 'rejected' : 'confirmed');

export const stuck: Corruption[] = [
  violates('a finished order is pending', ({ final }, random) => change(random, final.orders, finished, reopen)),
  violates('a parked order is not parked', ({ final }, random) => drop(random, final.parked, isOrder)),
  violates('a parked order has no reason', ({ final }, random) =>
    change(random, final.parked, isOrder, (message) => (message.reason = ' ')),
  ),
  violates('an order is pending and the pipeline never rested', ({ final }, random) => {
    final.quiescent = false;
    final.stillMoving = ['queue inventory: 1'];
    return change(random, final.orders, finished, reopen);
  }),
];

function read(evidence: Finished, { orderId }: Order, value: object): void {
  append(evidence, { f: 'read-order', type: 'invoke', key: orderId, value: null }, 'second reader');
  append(evidence, { f: 'read-order', type: 'ok', key: orderId, value: { orderId, ...value } }, 'second reader');
}

export const transitions: Corruption[] = [
  violates('a version is skipped', ({ final }, random) =>
    change(
      random,
      final.orders,
      () => true,
      (order) => order.version++,
    ),
  ),
  violates('a final order kept its first version', ({ final }, random) =>
    change(random, final.orders, finished, (order) => (order.version = 1)),
  ),
  violates(
    'an order failed in an event mode',
    ({ final, mode }, random) =>
      mode.answer === 'promise' &&
      !final.money &&
      change(random, final.orders, finished, (order) => (order.status = 'failed')),
  ),
  violates(
    'an answer was final and the order is something else',
    (evidence, random) =>
      evidence.mode.answer === 'outcome' &&
      change(random, acknowledgedOrders(evidence), finished, (order) => (order.status = other(order.status))),
  ),
  violates('a pending order has version 2', ({ final }, random) =>
    change(random, final.orders, finished, (order) => (order.status = 'pending')),
  ),
  violates('an order is read as pending after it was read as final', (evidence, random) =>
    change(random, evidence.final.orders, finished, (order) => {
      read(evidence, order, { status: order.status, version: 2 });
      read(evidence, order, { status: 'pending', version: 1 });
    }),
  ),
  violates('an order is read in another final state', (evidence, random) =>
    change(random, evidence.final.orders, finished, (order) =>
      read(evidence, order, { status: other(order.status), version: 2 }),
    ),
  ),
  violates('an order is read at version 3', (evidence, random) =>
    change(random, evidence.final.orders, finished, (order) =>
      read(evidence, order, { status: order.status, version: 3 }),
    ),
  ),
];

const redriven = (evidence: Finished) =>
  new Set(evidence.history.filter(({ f, type }) => f === 'redrive' && type === 'ok').map(({ key }) => key));
const pills = (evidence: Finished) =>
  new Set(evidence.history.filter(({ f, type }) => f === 'poison' && type === 'ok').map(({ key }) => key));

export const poison: Corruption[] = [
  violates('a pill is not parked', (evidence, random) => {
    const again = redriven(evidence);
    return drop(random, evidence.final.parked, ({ messageId }) => messageId !== null && !again.has(messageId));
  }),
  violates('a pill is not parked, and keeps the pipeline from coming to rest', (evidence, random) => {
    const again = redriven(evidence);
    evidence.final.quiescent = false;
    return drop(random, evidence.final.parked, ({ messageId, orderId }) => !again.has(messageId ?? orderId ?? ''));
  }),
  violates('a pill is parked without a reason', ({ final }, random) =>
    change(
      random,
      final.parked,
      () => true,
      (message) => (message.reason = ''),
    ),
  ),
  violates('a good message is parked', (evidence, random) => {
    const sent = pills(evidence);
    return change(
      random,
      evidence.final.messages?.[0]?.outbox ?? [],
      ({ messageId }) => !sent.has(messageId),
      ({ messageId, orderId }) =>
        evidence.final.parked.push({
          messageId,
          orderId,
          role: 'inventory',
          consumer: 'inventory',
          reason: 'gave up',
          body: '',
        }),
    );
  }),
  violates('a good order is stuck beside a pill', (evidence, random) => {
    const parked = new Set(evidence.final.parked.map(({ orderId }) => orderId));
    const isGood = (order: Order) => finished(order) && !parked.has(order.orderId);
    return pills(evidence).size > 0 && change(random, evidence.final.orders, isGood, reopen);
  }),
  violates('a redriven message has no effect', (evidence, random) => {
    const id = random.some([...redriven(evidence)]);
    if (id === undefined) return false;
    const { final } = evidence;
    final.parked = final.parked.filter(({ messageId }) => messageId !== id);
    for (const stored of final.messages ?? []) stored.inbox = stored.inbox.filter(({ messageId }) => messageId !== id);
    return true;
  }),
  violates('a redriven message takes effect twice', (evidence, random) => {
    const ids = redriven(evidence);
    return (evidence.final.messages ?? []).some(({ inbox }) =>
      repeat(random, inbox, ({ messageId }) => ids.has(messageId)),
    );
  }),
  violates('a redriven message is parked twice', (evidence, random) => {
    const ids = redriven(evidence);
    return repeat(random, evidence.final.parked, ({ messageId }) => messageId !== null && ids.has(messageId));
  }),
  violates(
    'a sync service accepts a pill',
    ({ history, mode }, random) =>
      mode.answer === 'outcome' &&
      change(
        random,
        history,
        ({ f, type }) => f === 'poison' && type === 'fail',
        (operation) => Object.assign(operation, { type: 'ok', value: null }),
      ),
  ),
];
