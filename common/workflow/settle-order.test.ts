import { expect, test } from 'vitest';
import type { InventoryOutcome } from '../contracts/events.ts';
import { Order } from '../contracts/orders.ts';
import { customer, pending, placed, reserved } from '../testing/samples.ts';
import { placeOrder } from './place-order.ts';
import { failOrder, settleOrder, whyForeign } from './settle-order.ts';

const later = '2026-02-01T00:00:00.000Z';

test('a request becomes a pending order of version 1 and the event that tells of it', () => {
  const items = [{ sku: 'A', quantity: 1 }];
  const { order, placed: told } = placeOrder({ customer, items }, 'b7e23ec2-9a0a-4bb8-8d25-c9a4a6b1c0de', later);
  expect(Order.parse(order)).toMatchObject({ status: 'pending', version: 1, createdAt: later, updatedAt: later });
  expect(told).toEqual({ orderId: order.orderId, customer, items });
});

test('a reserved order is confirmed with prices and total', () => {
  const order = pending();
  const settled = settleOrder(order, reserved(order), later);
  expect(Order.parse(settled)).toMatchObject({ status: 'confirmed', totalMinor: 20, currency: 'EUR', version: 2 });
  expect(settled).toMatchObject({ createdAt: order.createdAt, updatedAt: later });
});

test('an order that cannot be reserved is rejected with the reason and without prices', () => {
  const order = pending();
  const data = { orderId: order.orderId, customer, reason: 'out-of-stock' as const };
  const settled = settleOrder(order, { type: 'InventoryFailed', data }, later);
  expect(Order.parse(settled)).toMatchObject({ status: 'rejected', reason: 'out-of-stock', version: 2 });
  expect(settled).not.toHaveProperty('totalMinor');
});

test('a final order never changes again', () => {
  const order = pending();
  const outcomes = [settleOrder(order, reserved(order), later), failOrder(order, 'inventory-timeout', later)];
  for (const final of outcomes) {
    if (!final) throw new Error('expected a final order');
    expect(settleOrder(final, reserved(order), later)).toBeNull();
    expect(failOrder(final, 'inventory-timeout', later)).toBeNull();
  }
});

test('an order without an answer fails with its reason', () => {
  const failed = failOrder(pending(), 'inventory-unavailable', later);
  expect(Order.parse(failed)).toMatchObject({ status: 'failed', reason: 'inventory-unavailable', version: 2 });
});

test('an outcome is of an order when it tells of that order, its customer and its lines, at a price that adds up', () => {
  const order = pending(
    placed([
      { sku: 'A', quantity: 1 },
      { sku: 'B', quantity: 2 },
    ]),
  );
  const outcome = reserved(order);
  expect(whyForeign(order, outcome)).toBeNull();
  const { data } = outcome as Extract<InventoryOutcome, { type: 'InventoryReserved' }>;
  const [first, second] = data.items as [(typeof data.items)[0], (typeof data.items)[0]];
  const stranger = { ...customer, email: 'eve@lab.example' };
  const foreign: [why: RegExp, data: typeof data][] = [
    [/another order/, { ...data, orderId: placed().orderId }],
    [/another customer/, { ...data, customer: stranger }],
    [/another customer/, { ...data, customer: { ...customer, name: 'Eve' } }],
    [/other items/, { ...data, items: [first] }],
    [/other items/, { ...data, items: [first, second, second] }],
    [/other items/, { ...data, items: [second, first] }],
    [/other items/, { ...data, items: [first, { ...second, quantity: 1 }] }],
    [/other items/, { ...data, items: [first, { ...second, sku: 'C' }] }],
    [/sum/, { ...data, totalMinor: 1 }],
  ];
  for (const [why, changed] of foreign) {
    expect(whyForeign(order, { type: 'InventoryReserved', data: changed })).toMatch(why);
  }
});

test('a refusal is of an order when it tells of that order and its customer', () => {
  const order = pending();
  const data = { orderId: order.orderId, customer, reason: 'out-of-stock' as const };
  expect(whyForeign(order, { type: 'InventoryFailed', data })).toBeNull();
  expect(whyForeign(order, { type: 'InventoryFailed', data: { ...data, orderId: placed().orderId } })).toMatch(/order/);
  const eve = { ...customer, name: 'Eve' };
  expect(whyForeign(order, { type: 'InventoryFailed', data: { ...data, customer: eve } })).toMatch(/customer/);
});
