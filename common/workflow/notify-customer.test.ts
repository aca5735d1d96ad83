import { expect, test } from 'vitest';
import { customer, placed, reserved } from '../testing/samples.ts';
import { notifyCustomer } from './notify-customer.ts';

test('a confirmed order is told once, with its total', () => {
  const [message, ...more] = notifyCustomer(reserved(placed()));
  expect(message).toMatchObject({
    kind: 'order-confirmed',
    to: customer.email,
    text: expect.stringContaining('0.20 EUR'),
  });
  expect(more).toEqual([]);
});

test.each([
  ['out-of-stock', 'not enough is in stock'],
  ['unknown-sku', 'not in our catalogue'],
] as const)('a rejected order (%s) is told once, with the reason', (reason, words) => {
  const { orderId } = placed();
  const messages = notifyCustomer({ data: { orderId, customer, reason } });
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatchObject({ orderId, kind: 'order-rejected', text: expect.stringContaining(words) });
});

test('every product that fell to its threshold is told to purchasing, without an order', () => {
  const outcome = reserved(placed());
  if (outcome.type === 'InventoryReserved') {
    outcome.data.lowStock = ['A', 'B'].map((sku) => ({ sku, available: 4, lowStockThreshold: 5 }));
  }
  const alerts = notifyCustomer(outcome).slice(1);
  expect(alerts.map(({ kind, text }) => [kind, text])).toEqual([
    ['low-stock', 'A: 4 left, threshold 5.'],
    ['low-stock', 'B: 4 left, threshold 5.'],
  ]);
  for (const alert of alerts) expect(alert).not.toHaveProperty('orderId');
});
