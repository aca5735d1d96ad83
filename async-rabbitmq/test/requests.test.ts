import { expect, test } from 'vitest';
import type { InHand } from '../transport/in-hand.ts';
import { readRequest } from '../transport/requests.ts';

const order = { customer: { name: 'Ada', email: 'ada@lab.example' }, items: [{ sku: 'TEA-ASSAM', quantity: 1 }] };
const idOf = (replyTo: string) => {
  const content = Buffer.from(JSON.stringify(order));
  const message = { content, properties: { messageId: 'm1', correlationId: 'c1', replyTo } } as InHand;
  return readRequest({ queue: 'requests', events: [], repliesTo: 'replies.' })(message).id;
};

test('an order that comes again after its client connected anew is a duplicate, also behind a direct reply-to', () => {
  expect(idOf('amq.rabbitmq.reply-to.g1h2.of-one-channel')).toBe(idOf('amq.rabbitmq.reply-to.g1h2.of-another'));
  expect(idOf('replies.ada')).not.toBe(idOf('replies.bob'));
  expect(idOf('replies.ada')).toBe(idOf('replies.ada'));
});
