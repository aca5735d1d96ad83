import { expect, test } from 'vitest';
import { decodeOrderRequest } from './order-requests.ts';

const order = { customer: { name: 'Ada', email: 'ada@lab.example' }, items: [{ sku: 'TEA-ASSAM', quantity: 1 }] };
const sent = { id: 'm1', replyTo: 'replies.ada', correlationId: 'c1' };
const decode = (body: unknown, given: Partial<Record<keyof typeof sent, unknown>> = sent) =>
  decodeOrderRequest('o1', Buffer.from(JSON.stringify(body)), given, (to) => to.startsWith('replies.'));

test('an order through the broker has an id, a place to reply to and a correlation id', () => {
  expect(decode(order)).toMatchObject({
    subject: 'o1',
    id: 'm1',
    replyTo: 'replies.ada',
    correlationId: 'c1',
    body: order,
  });
});

test('one that lacks them, or is no order, is refused', () => {
  for (const name of ['id', 'replyTo', 'correlationId'] as const) {
    for (const wrong of [undefined, '', 'two words', 'x'.repeat(256), 7]) {
      expect(() => decode(order, { ...sent, [name]: wrong })).toThrow(/missing, or is none/);
    }
  }
  expect(() => decode({ ...order, totalMinor: 1 })).toThrow();
});

test('nothing is replied to a place that is none of a client: not into the queue of a service', () => {
  expect(() => decode(order, { ...sent, replyTo: 'inventory-service' })).toThrow('Nothing may be replied');
});
