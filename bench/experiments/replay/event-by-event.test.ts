import { expect, test } from 'vitest';
import type { DomainEvent } from '../../../common/contracts/events.ts';
import type { Notification } from '../../../common/contracts/notifications.ts';
import type { Order } from '../../../common/contracts/orders.ts';
import { eventsOfNotification, eventsOfOrder } from '../../../common/workflow/derive-events.ts';
import { tampers } from '../plan/trial-plan.ts';
import { foldDigest } from './digests.ts';
import { eventByEvent } from './event-by-event.ts';
import { falsified } from './tamper.ts';

const at = '2026-01-31T12:00:00.000Z';
const idOf = (n: number) => `01890000-0000-7000-8000-00000000000${n}`;
const orderIds = new Set([1, 2, 3].map(idOf));

function eventsOf(n: number): DomainEvent[] {
  const orderId = idOf(n);
  const rejected = n === 3;
  const order = {
    orderId,
    customer: { name: 'Ada', email: 'ada@load.example' },
    createdAt: at,
    updatedAt: at,
    version: 2,
    items: [{ sku: 'lamp', quantity: 1, ...(!rejected && { unitPriceMinor: 250 }) }],
    ...(rejected
      ? { status: 'rejected', reason: 'out-of-stock' }
      : { status: 'confirmed', totalMinor: 250, currency: 'EUR' }),
  } as Order;
  const kind = rejected ? 'order-rejected' : 'order-confirmed';
  const told = { notificationId: `01890000-0000-4000-8000-00000000001${n}`, orderId, kind, recordedAt: at };
  return [...eventsOfOrder(order), ...eventsOfNotification(told as Notification)];
}

const events = [1, 2, 3].flatMap(eventsOf);
const against = (rebuilt: readonly DomainEvent[]) => eventByEvent(rebuilt, events, orderIds);

test('the same events are the same, in whatever order those of different services and orders come', () => {
  const placedLast = events.toSorted((a, b) => Number(a.type === 'OrderPlaced') - Number(b.type === 'OrderPlaced'));
  for (const rebuilt of [events, placedLast]) {
    const { digest, expectedDigest, ...counts } = against(rebuilt);
    expect(counts).toEqual({ orders: 3, differ: 0 });
    expect(digest).toBe(expectedDigest);
  }
});

test.each(tampers)('what was falsified by %s is noticed', (tamper) => {
  const { differ, digest, expectedDigest } = against(falsified(events, tamper));
  expect(differ).toBe(tamper === 'swap' ? 2 : 1);
  expect(digest).not.toBe(expectedDigest);
});

test.each(['swap', 'reason'] as const)('a digest of sums alone does not notice %s', (tamper) => {
  expect(foldDigest(falsified(events, tamper))).toBe(foldDigest(events));
});

test('another customer is noticed, and what one service told in another order', () => {
  const renamed = events.map((event) =>
    event.type === 'OrderPlaced' && event.subject === idOf(2)
      ? { ...event, data: { ...event.data, customer: { name: 'Bob', email: 'bob@load.example' } } }
      : event,
  );
  expect(against(renamed).differ).toBe(1);
  const alert = events.flatMap((event) =>
    event.type === 'NotificationSent' ? [{ ...event, data: { ...event.data, kind: 'low-stock' as const } }] : [],
  );
  const [first] = alert;
  if (!first) throw new Error('no notification');
  const both = eventByEvent([...events, first], [first, ...events], orderIds);
  expect(both.differ).toBe(1);
});
