import { expect, test } from 'vitest';
import { customer, eventOf, placed } from '../testing/samples.ts';
import { DomainEvent, OrderPlacedEvent } from './events.ts';
import { eventSchemaOf } from './payments.ts';

const without = (attribute: string) => {
  const { [attribute]: _, ...rest } = eventOf() as unknown as Record<string, unknown>;
  return rest;
};

test('an event has the attributes of CloudEvents 1.0', () => {
  expect(OrderPlacedEvent.safeParse(eventOf()).success).toBe(true);
  for (const attribute of ['specversion', 'id', 'source', 'type', 'subject', 'time', 'data']) {
    expect(DomainEvent.safeParse(without(attribute)).success, attribute).toBe(false);
  }
});

test.each(['datacontenttype', 'correlationid'])(
  'the attribute %s, which only we always send, may be missing',
  (name) => {
    expect(DomainEvent.safeParse(without(name)).success).toBe(true);
  },
);

test.each([
  ['specversion', '0.3'],
  ['id', ''],
  ['subject', '1'],
  ['time', '2026-01-31 23:59:59'],
  ['time', '2026-02-30T00:00:00Z'],
  ['time', '9999-01-31T23:59:59Z'],
  ['time', '1969-12-31T23:59:59Z'],
  ['datacontenttype', 'text/plain'],
  ['traceparent', '00-abc-def-01'],
  ['correlationid', ''],
  ['type', 'OrderLost'],
])('an event whose %s is %j is refused', (attribute, value) => {
  expect(DomainEvent.safeParse(eventOf(placed(), { [attribute]: value })).success).toBe(false);
});

test('causation and trace are optional, and kept', () => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const event = eventOf(placed(), { causationid: 'x', traceparent });
  expect(DomainEvent.parse(event)).toMatchObject({ causationid: 'x', traceparent });
});

test('data must be that of its type', () => {
  const { orderId } = placed();
  const failed = { type: 'InventoryFailed', data: { orderId, customer, reason: 'out-of-stock' } };
  const outcomes = eventSchemaOf(['InventoryReserved', 'InventoryFailed']);
  expect(outcomes.safeParse(eventOf(placed(), failed)).success).toBe(true);
  expect(outcomes.safeParse(eventOf(placed(), { type: 'InventoryFailed' })).success).toBe(false);
  expect(outcomes.safeParse(eventOf()).success).toBe(false);
});
