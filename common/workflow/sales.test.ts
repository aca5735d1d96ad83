import { expect, test } from 'vitest';
import { InventoryReservedEvent } from '../contracts/events.ts';
import type { LabEvent, LabEventType } from '../contracts/payments.ts';
import { placed, reserved } from '../testing/samples.ts';
import { salesOf } from './sales.ts';

const sold = (order = placed()) => {
  const { orderId } = order;
  const id = { id: orderId, source: 'test', subject: orderId, time: '2026-01-01T00:00:00Z', specversion: '1.0' };
  return InventoryReservedEvent.parse({ ...id, ...reserved(order) });
};

test('what each product sold is summed over reserved orders, whatever order they come in', () => {
  const events = [sold(), sold(), sold()];
  const sales = salesOf(events, 'off');
  expect(salesOf(events.toReversed(), 'off')).toEqual(sales);
  const revenue = sales.reduce((total, { revenueMinor }) => total + revenueMinor, 0);
  expect(revenue).toBe(events.reduce((total, { data }) => total + data.totalMinor, 0));
  expect(sales.every(({ orders, pieces }) => orders === 3 && pieces >= orders)).toBe(true);
});

test('where orders are paid, what is reserved, or captured on the way, is no sale yet', () => {
  const { data, ...event } = sold();
  const salesBy = (type: LabEventType, shape: 'orchestrated' | 'choreographed') =>
    salesOf([{ ...event, type, data } as LabEvent], shape).length;
  expect(salesBy('InventoryReserved', 'orchestrated')).toBe(0);
  expect(salesBy('PaymentCaptured', 'orchestrated')).toBe(0);
  expect(salesBy('OrderConfirmed', 'orchestrated')).toBe(1);
  expect(salesBy('InventoryReserved', 'choreographed')).toBe(0);
  expect(salesBy('PaymentCaptured', 'choreographed')).toBe(1);
});

test('a product on two lines of one order was in one order', () => {
  const event = sold();
  const [line] = event.data.items;
  if (!line) throw new Error('expected a line');
  event.data.items = [line, line];
  expect(salesOf([event], 'off')).toMatchObject([{ orders: 1, pieces: 2 * line.quantity }]);
});

test('nothing sold is no sale', () => {
  expect(salesOf([], 'off')).toEqual([]);
});
