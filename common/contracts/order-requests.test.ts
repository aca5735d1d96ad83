import { expect, test } from 'vitest';
import { createInbox, inboxSchema } from '../messaging/inbox.ts';
import { scratch } from '../testing/scratch.ts';
import { decodeOrderRequest } from './order-requests.ts';

const order = { customer: { name: 'Ada', email: 'ada@lab.example' }, items: [{ sku: 'TEA-ASSAM', quantity: 1 }] };
const sent = { id: 'm1', replyTo: 'replies.ada', correlationId: 'c1' };
const decode = (body: unknown, given: Partial<Record<keyof typeof sent, unknown>> = sent) =>
  decodeOrderRequest('o1', Buffer.from(JSON.stringify(body)), given, (to) => (to.startsWith('replies.') ? to : null));

test('an order through the broker has an id, a place to reply to and a correlation id', () => {
  expect(decode(order)).toMatchObject({
    subject: 'o1',
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

test('a second delivery is a duplicate; the message id of another client, of another body or of an event is none', async () => {
  await using it = await scratch(inboxSchema);
  const inbox = createInbox([], () => {});
  const isNew = (event: { id: string; source: string }) =>
    it.store.transact(async (tx) => (await inbox.unseen(tx, [{ event, position: 'queue' }])).length === 1);
  const { items } = order;
  for (const id of ['m1', '01a0c0de-0000-4000-8000-00000000000a']) {
    expect(await isNew({ id, source: 'inventory-service' })).toBe(true); // an event
    expect(await isNew(decode(order, { ...sent, id }))).toBe(true);
    expect(await isNew(decode({ items, customer: order.customer }, { ...sent, id }))).toBe(false); // the same order
    expect(await isNew(decode(order, { ...sent, id, replyTo: 'replies.bob' }))).toBe(true);
    expect(await isNew(decode({ ...order, items: [{ sku: 'TEA-ASSAM', quantity: 2 }] }, { ...sent, id }))).toBe(true);
  }
});
