import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { DomainEvent, type EventType } from '../contracts/events.ts';
import type { Notification } from '../contracts/notifications.ts';
import type { Order } from '../contracts/orders.ts';
import { eventsOfNotification, eventsOfOrder } from './derive-events.ts';
import { notifyCustomer } from './notify-customer.ts';
import { summarise, sumOf, tallyOf } from './order-tally.ts';
import { placeOrder } from './place-order.ts';
import { reserveStock } from './reserve-stock.ts';
import { failOrder, settleOrder } from './settle-order.ts';

const customer = { name: 'Ada', email: 'ada@example.com' };
const now = '2026-11-21T05:59:58.123Z';
const later = '2026-11-21T06:00:01.456Z';
const product = { unitPriceMinor: 250, currency: 'EUR', available: 12, lowStockThreshold: 10 };

function real(type: EventType, data: { orderId: string }): DomainEvent {
  const { orderId } = data;
  const names = { specversion: '1.0', id: randomUUID(), source: 'a-service', type, subject: orderId };
  return DomainEvent.parse({ ...names, time: now, datacontenttype: 'application/json', correlationid: orderId, data });
}

const orderOf = (items: { sku: string; quantity: number }[]) => placeOrder({ customer, items }, randomUUID(), now);

/** One order through the workflow: the rows it leaves behind and the events it sent. */
function passThrough(items: { sku: string; quantity: number }[]) {
  const { order: pending, placed } = orderOf(items);
  const { outcome } = reserveStock(placed, new Map([['CUP', product]]));
  const order = settleOrder(pending, outcome, later) as Order;
  const messages = notifyCustomer({ ...outcome });
  const notifications = messages.map((message): Notification => {
    return { notificationId: randomUUID(), ...message, recordedAt: later, recordedMonotonicNs: 1 };
  });
  const sent = notifications.map(({ notificationId, kind }) =>
    real('NotificationSent', Object.assign({ orderId: order.orderId }, { notificationId, kind })),
  );
  return { order, notifications, events: [real('OrderPlaced', placed), real(outcome.type, outcome.data), ...sent] };
}

/** What is compared: totals and pieces, not the minutes. */
function contentOf(events: DomainEvent[]) {
  const { minutes, products } = sumOf(events.map((event) => tallyOf(event, 'off')));
  return { ...summarise(minutes), products };
}

const confirmed = passThrough([
  { sku: 'CUP', quantity: 2 },
  { sku: 'CUP', quantity: 1 },
]);
const unknown = passThrough([{ sku: 'NO-SUCH', quantity: 1 }]);
const outOfStock = passThrough([{ sku: 'CUP', quantity: 999 }]);
const all = [confirmed, unknown, outOfStock];
const derived = all.flatMap(({ order, notifications }) => [
  ...eventsOfOrder(order),
  ...notifications.flatMap(eventsOfNotification),
]);

test('Derived events fold to the same totals and pieces as the events themselves', () => {
  const content = contentOf(derived);
  expect(content).toEqual(contentOf(all.flatMap(({ events }) => events)));
  expect(content).toMatchObject({ orders: 3, confirmed: 1, rejected: 2, notified: 3, revenueMinor: 750 });
  expect(content.products).toEqual([{ sku: 'CUP', pieces: 3 }]);
});

test('A derived event fits the contract and carries the times of its row', () => {
  for (const event of derived) expect(DomainEvent.parse(event)).toEqual(event);
  expect(eventsOfOrder(confirmed.order).map(({ time }) => time)).toEqual([now, later]);
});

test('A derived event has the same id at every reading, and no two have the same', () => {
  const again = all.flatMap(({ order }) => eventsOfOrder(order));
  expect(again.map(({ id }) => id)).toEqual(all.flatMap(({ order }) => eventsOfOrder(order)).map(({ id }) => id));
  expect(new Set(derived.map(({ id }) => id)).size).toBe(derived.length);
});

test('An order that failed or is pending was only placed', () => {
  const { order: pending } = orderOf([{ sku: 'CUP', quantity: 1 }]);
  const failed = failOrder(pending, 'inventory-timeout', later) as Order;
  for (const order of [pending, failed]) {
    expect(contentOf(eventsOfOrder(order))).toMatchObject({ orders: 1, confirmed: 0, rejected: 0, products: [] });
  }
});

test('A low-stock alert or a test message tells of no order', () => {
  const alert = { notificationId: randomUUID(), channel: 'email', to: 'a@b.example', text: 'x' } as const;
  const stamps = { recordedAt: later, recordedMonotonicNs: 1 };
  expect(confirmed.notifications.map(({ kind }) => kind)).toContain('low-stock');
  expect(eventsOfNotification({ ...alert, ...stamps, kind: 'low-stock' })).toEqual([]);
  expect(eventsOfNotification({ ...alert, ...stamps, kind: 'test' })).toEqual([]);
});

test('A confirmed order without a total is refused by its id', () => {
  const { totalMinor: _, ...order } = confirmed.order;
  expect(() => eventsOfOrder(order)).toThrow(order.orderId);
});

test('An order that somebody else than inventory rejected was only placed', () => {
  for (const reason of ['payment-declined', 'cancelled'] as const) {
    const order: Order = { ...unknown.order, reason };
    expect(eventsOfOrder(order).map(({ type }) => type)).toEqual(['OrderPlaced']);
  }
});
