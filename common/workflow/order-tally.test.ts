import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventOf, placed } from '../testing/samples.ts';
import { arrived, summarise, tallyOf } from './order-tally.ts';

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
