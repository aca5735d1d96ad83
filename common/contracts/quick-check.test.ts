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

test('whatever fits by it fits by the schema, and the other way round', () => {
  fc.assert(
    fc.property(damaged, (value) => {
      expect(check(value)).toBe(DomainEvent.safeParse(value).success);
    }),
    { numRuns: 1000 },
  );
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
  ['a value that is changed', z.strictObject({ a: z.string().trim() })],
  ['a text that becomes something else', z.strictObject({ a: z.string().transform(Number) })],
  ['a default', z.strictObject({ a: z.string().default('x') })],
  ['members that are not known', z.object({ a: z.string() })],
  ['a format without a pattern', z.strictObject({ a: z.url() })],
  ['a keyword of its own', z.strictObject({ a: z.number().multipleOf(2) })],
  ['numbers that are not whole', z.strictObject({ a: z.number() })],
])('a schema with %s has no quick check', (_, schema) => {
  expect(() => quickCheckOf(schema)).toThrow(/^No quick check/);
});
