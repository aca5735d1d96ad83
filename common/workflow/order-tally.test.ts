import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LabEventType } from '../contracts/payments.ts';
import { eventOf, placed, reserved } from '../testing/samples.ts';
import type { Shape } from './message-table.ts';
import { arrived, summarise, sumOf, tallyOf } from './order-tally.ts';

test('an event counts in the minute it tells of', () => {
  const event = eventOf(placed(), { time: '2026-01-31T23:59:59.999Z' });
  expect(tallyOf(event, 'off')).toMatchObject({ minute: { minute: '2026-01-31T23:59Z', orders: 1, confirmed: 0 } });
});

test('an alert of low stock is not an order’s notification', () => {
  const { orderId } = placed();
  const told = (kind: string) => eventOf(placed(), { type: 'NotificationSent', data: { orderId, kind } });
  expect(tallyOf(told('low-stock'), 'off')).toBeNull();
  expect(tallyOf(told('order-rejected'), 'off')).toMatchObject({ minute: { notified: 1 } });
});

/** What is counted when these events of one order are told. */
function countedOf(shape: Shape, types: LabEventType[]) {
  const order = placed();
  const priced = reserved(order).data;
  const events = types.map((type) => eventOf(order, { type, ...(type !== 'OrderPlaced' && { data: priced }) }));
  const { confirmed, rejected, revenueMinor } = summarise(sumOf(events.map((event) => tallyOf(event, shape))).minutes);
  return { confirmed, rejected, revenueMinor };
}

const sale = { confirmed: 1, rejected: 0, revenueMinor: 20 };
const none = { confirmed: 0, rejected: 1, revenueMinor: 0 };

test('an order that is driven is confirmed when its driver says so: not by its captured payment, after which it may be cancelled', () => {
  const paid: LabEventType[] = ['OrderPlaced', 'InventoryReserved', 'PaymentRequested', 'PaymentCaptured'];
  expect(countedOf('orchestrated', [...paid, 'OrderConfirmed'])).toEqual(sale);
  expect(countedOf('orchestrated', [...paid, 'OrderRejected', 'RefundRequested', 'PaymentRefunded'])).toEqual(none);
  const failed: LabEventType[] = ['OrderPlaced', 'InventoryReserved', 'PaymentRequested', 'PaymentFailed'];
  expect(countedOf('orchestrated', [...failed, 'OrderRejected'])).toEqual(none);
  expect(countedOf('orchestrated', ['OrderPlaced', 'InventoryFailed', 'OrderRejected'])).toEqual(none);
});

test('where nobody drives, an order is confirmed by its captured payment', () => {
  expect(countedOf('choreographed', ['OrderPlaced', 'InventoryReserved', 'PaymentCaptured'])).toEqual(sale);
  expect(countedOf('choreographed', ['OrderPlaced', 'InventoryReserved', 'PaymentFailed'])).toEqual(none);
  expect(countedOf('choreographed', ['OrderPlaced', 'InventoryFailed'])).toEqual(none);
});

test('the failure rate is between 0 and 1, and 0 while nothing finished', () => {
  const count = fc.nat(1000);
  const minute = fc.record({
    minute: fc.string(),
    orders: count,
    confirmed: count,
    rejected: count,
    notified: count,
    revenueMinor: count,
  });
  fc.assert(
    fc.property(fc.array(minute), (minutes) => {
      const { confirmed, rejected, failureRate } = summarise(minutes);
      expect(failureRate).toBe(confirmed + rejected === 0 ? 0 : rejected / (confirmed + rejected));
    }),
  );
});

test('a total that a double could not hold exactly stays at the largest that it can', () => {
  const most = {
    orders: 0,
    confirmed: 0,
    rejected: 0,
    notified: 0,
    minute: 'm',
    revenueMinor: Number.MAX_SAFE_INTEGER,
  };
  expect(summarise([most, most]).revenueMinor).toBe(Number.MAX_SAFE_INTEGER);
});

test('an event of tomorrow makes nothing late that comes after it; one far behind the newest is late', () => {
  const nowMs = Date.parse('2026-06-01T12:00:00Z');
  const at = (time: string) => ({ time });
  const after = ['2026-06-01T11:59:00Z', '2026-06-02T12:00:00Z', '2026-06-01T12:00:00Z', '2026-06-01T11:58:59Z']
    .map(at)
    .reduce((arrivals, event) => arrived(arrivals, event, nowMs), { newestMs: 0, late: 0 });
  expect(after).toEqual({ newestMs: nowMs, late: 1 });
});
