import { expect, test } from 'vitest';
import { inboxSchema } from '../messaging/inbox.ts';
import { outboxSchema } from '../messaging/outbox.ts';
import { orderSchema } from '../store/order-store.ts';
import { paymentSchema } from '../store/payment-store.ts';
import { now } from '../testing/samples.ts';
import { storesOf } from '../testing/stores.ts';
import { readTrail } from './order-trail.ts';

const payment = `INSERT INTO payments (order_id, state, reason, refund_attempts, due_ms, updated_at) VALUES (?, ?, ?, 3, 0, ?)`;

test('where orders are paid the trail tells what the payment service did: its events, what it handled, and its row', async () => {
  const schema = inboxSchema + outboxSchema;
  await using it = await storesOf({ orders: orderSchema + schema, payments: paymentSchema + schema });
  const event = 'INSERT INTO outbox (message_id, type, order_id, body, sent_at) VALUES (?, ?, ?, ?, ?)';
  const seen = 'INSERT INTO inbox (message_id, position, applied_at) VALUES (?, ?, ?)';
  const body = Buffer.from(JSON.stringify({ time: now }));
  await it.run('orders', event, 'asked', 'PaymentRequested', 'order-1', body, now);
  await it.run('payments', seen, 'asked', 'payments/0/1', now);
  await it.run('payments', payment, 'order-1', 'captured', null, now);
  await it.run('payments', event, 'answered', 'PaymentCaptured', 'order-1', body, null);
  await it.run('orders', seen, 'answered', 'orders/0/1', now);
  const { steps, unfinished } = await readTrail(it.folder, 'order-1');
  expect(steps.map(({ service, what }) => [service, what])).toEqual([
    ['order-service', 'PaymentRequested stored in the outbox'],
    ['order-service', 'PaymentRequested confirmed by the broker'],
    ['payment-service', 'PaymentRequested handled, from payments/0/1'],
    ['payment-service', 'PaymentCaptured stored in the outbox'],
    ['order-service', 'PaymentCaptured handled, from orders/0/1'],
    ['payment-service', 'payment captured'],
  ]);
  expect(unfinished).toEqual(['PaymentCaptured of the payment-service is not confirmed by the broker yet']);
});

test.each([
  ['refunding', 'payment-timeout', ['the refund is still to be made, after 3 tries']],
  ['parked', 'The provider answered 500.', ['the refund is parked: The provider answered 500.']],
  ['refunded', 'payment-timeout', []],
])('a payment that is %s is told so, and what is still to be done of it', async (state, reason, left) => {
  await using it = await storesOf({ payments: paymentSchema });
  await it.run('payments', payment, 'order-1', state, reason, now);
  const trail = await readTrail(it.folder, 'order-1');
  expect(trail.steps.map(({ what }) => what)).toEqual([`payment ${state}: ${reason}`]);
  expect(trail.unfinished).toEqual(left);
});
