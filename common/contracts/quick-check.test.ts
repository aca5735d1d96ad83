import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { customer, eventOf, placed, reserved } from '../testing/samples.ts';
import { DomainEvent } from './events.ts';
import { quickCheckOf } from './quick-check.ts';

const check = quickCheckOf(DomainEvent);
const order = placed();
const failed = { type: 'InventoryFailed', data: { orderId: order.orderId, customer, reason: 'out-of-stock' } };
const notified = { orderId: order.orderId, notificationId: order.orderId, kind: 'order-confirmed' };
const events = [
  eventOf(order, { causationid: 'x', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }),
  eventOf(order, { ...reserved(order) }),
  eventOf(order, failed),
  eventOf(order, { type: 'NotificationSent', data: notified }),
];

test('an event of every type fits', () => {
  expect(events.map(check)).toEqual([true, true, true, true]);
});

/** Another value in one place of an event, or one place gone, or one member more, anywhere in it. */
const damaged = fc
  .tuple(
    fc.constantFrom(...events),
    fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }),
    fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        '',
        'a'.repeat(256),
        'a'.repeat(257),
        '😀'.repeat(256),
        '😀'.repeat(257),
        '\n',
        'EUR\n',
        'B7E23EC2-9A0A-4BB8-8D25-C9A4A6B1C0DE',
        '2026-01-31T23:59:59.5-11:00',
        '9999-01-31T23:59:59.000Z',
        Number.POSITIVE_INFINITY,
        -1,
        0,
        1000,
        1001,
        0.5,
        2 ** 53,
        null,
      ),
    ),
    fc.constantFrom('replace', 'remove', 'add'),
  )
  .map(([event, way, value, what]) => {
    const copy = structuredClone(event) as unknown;
    let place = copy as Record<string, unknown>;
    let key = '';
    for (const step of way) {
      const keys = Object.keys(place);
      key = keys[step % keys.length] ?? '';
      const inner = place[key];
      if (typeof inner !== 'object' || inner === null || Object.keys(inner).length === 0) break;
      place = inner as Record<string, unknown>;
    }
    if (what === 'remove') delete place[key];
    else Object.defineProperty(place, what === 'add' ? '__proto__' : key, { value, enumerable: true });
    return copy;
  });

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('whatever fits by it fits by the schema as it is, and the other way round', () => {
  fc.assert(
    fc.property(damaged, (value) => {
      const { success, data } = DomainEvent.safeParse(value);
      expect(check(value)).toBe(success && isDeepStrictEqual(asJson(data), asJson(value)));
    }),
    { numRuns: 2000 },
  );
});

test('what the schema would change or leave out does not fit as it is', () => {
  const event = eventOf();
  for (const other of [{ id: event.id.toUpperCase() }, { time: '2026-01-31T23:59:59+01:00' }, { partitionkey: 'x' }]) {
    expect(check({ ...event, ...other })).toBe(false);
    expect(DomainEvent.safeParse({ ...event, ...other }).success).toBe(true);
  }
});

test('the length of a text is counted in code points', () => {
  const short = z.strictObject({ text: z.string().min(2).max(3) });
  const quick = quickCheckOf(short);
  for (const text of ['', 'a', '😀', 'ab', '😀😀', 'abc', '😀😀😀', 'abcd', '😀😀😀😀']) {
    expect(quick({ text })).toBe(short.safeParse({ text }).success);
  }
});

test.each([
  ['a refinement', z.strictObject({ a: z.string().refine(() => false) })],
  ['a number that is changed', z.strictObject({ a: z.int().overwrite((n) => n + 1) })],
  ['a text that becomes something else', z.strictObject({ a: z.string().transform(Number) })],
  ['a default', z.strictObject({ a: z.string().default('x') })],
  ['a format without a pattern', z.strictObject({ a: z.url() })],
  ['a keyword of its own', z.strictObject({ a: z.number().multipleOf(2) })],
  ['numbers that are not whole', z.strictObject({ a: z.number() })],
])('a schema with %s has no quick check', (_, schema) => {
  expect(() => quickCheckOf(schema)).toThrow(/^No quick check/);
});
