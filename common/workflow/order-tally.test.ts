import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventOf, placed } from '../testing/samples.ts';
import { summarise, tallyOf } from './order-tally.ts';

test('an event counts in the minute it tells of', () => {
  const event = eventOf(placed(), { time: '2026-01-31T23:59:59.999Z' });
  expect(tallyOf(event)).toMatchObject({ minute: { minute: '2026-01-31T23:59Z', orders: 1, confirmed: 0 } });
});

test('an alert of low stock is not an order’s notification', () => {
  const { orderId } = placed();
  const told = (kind: string) => eventOf(placed(), { type: 'NotificationSent', data: { orderId, kind } });
  expect(tallyOf(told('low-stock'))).toBeNull();
  expect(tallyOf(told('order-rejected'))).toMatchObject({ minute: { notified: 1 } });
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
