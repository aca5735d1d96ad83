import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { problemOf } from '../testing/problem-of.ts';
import { eventOf, placed, reserved } from '../testing/samples.ts';
import { decodeEvent } from './decode-event.ts';
import { MAX_EVENT_BYTES } from './envelope.ts';
import { DomainEvent } from './events.ts';
import { ProblemError } from './problems.ts';

const read = (event: unknown) => decodeEvent(DomainEvent, Buffer.from(JSON.stringify(event)));

test('an event comes out as it went in', () => {
  const event = eventOf();
  expect(read(event)).toEqual(event);
});

test.each([
  ['a time with an offset', { time: '2026-02-01T05:29:59.5+05:30' }, { time: '2026-01-31T23:59:59.500Z' }],
  ['a time in small letters', { time: '2026-01-31t23:59:59z' }, { time: '2026-01-31T23:59:59.000Z' }],
  ['a tracestate', { tracestate: 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE' }, {}],
  ['a dataschema', { dataschema: 'https://lab.example/schemas/order-placed/1' }, {}],
  ['an extension that is a number', { sequence: 7 }, {}],
  ['an extension that is a truth value', { sampled: true }, {}],
  ['an extension called like a member of every object', { constructor: 'x' }, {}],
  ['an attribute that is null', { dataschema: null, traceparent: null }, {}],
  ['an id that is no UUID', { id: 'A234-1234-1234' }, { id: 'A234-1234-1234' }],
  [
    'a source that is a URI',
    { source: 'https://lab.example/shops/1?x=ä' },
    { source: 'https://lab.example/shops/1?x=ä' },
  ],
  [
    'a content type with a parameter',
    { datacontenttype: 'Application/JSON; charset=utf-8' },
    { datacontenttype: 'application/json; charset=utf-8' },
  ],
])('another producer may send %s', (_, changed, becomes) => {
  const event = eventOf();
  expect(read({ ...event, ...changed })).toEqual({ ...event, ...becomes });
});

test('data may come as the base64 of its bytes', () => {
  const { data, ...attributes } = eventOf();
  const encoded = Buffer.from(JSON.stringify(data)).toString('base64');
  expect(read({ ...attributes, data_base64: encoded })).toEqual({ ...attributes, data });
});

test.each([
  ['an object', { extension: {} }],
  ['a list', { extension: [] }],
  ['a fraction', { extension: 0.5 }],
  ['a name with a capital', { traceParent: 'x' }],
  ['a name with an underscore', { trace_parent: 'x' }],
  ['a name that is too long', { ['x'.repeat(65)]: 1 }],
])('an attribute that is no CloudEvents attribute is refused: %s', (_, more) => {
  expect(() => read({ ...eventOf(), ...more })).toThrow(ProblemError);
});

test('an attribute __proto__ is refused', () => {
  const text = JSON.stringify(eventOf()).replace('{', '{"__proto__":"x",');
  expect(() => decodeEvent(DomainEvent, Buffer.from(text))).toThrow(ProblemError);
});

test('data has no member that its type does not name', () => {
  const event = eventOf();
  expect(() => read({ ...event, data: { ...event.data, more: 1 } })).toThrow(/more/);
});

test('UUIDs are the same in capitals: they are held in one form', () => {
  const event = eventOf();
  const { orderId } = event.data;
  const loud = { ...event, id: event.id.toUpperCase(), subject: orderId.toUpperCase() };
  expect(read(loud)).toEqual(event);
  expect(read({ ...event, data: { ...event.data, orderId: orderId.toUpperCase() } })).toEqual(event);
});

test('an event whose subject is another order than its data tells of is refused', () => {
  expect(() => read(eventOf(placed(), { subject: randomUUID() }))).toThrow(/another order/);
  const order = placed();
  const outcome = eventOf(order, { ...reserved(placed()) });
  expect(() => read({ ...outcome, subject: order.orderId })).toThrow(/another order/);
});

test('a total that is not the sum of its lines is refused', () => {
  const order = placed();
  const outcome = reserved(order);
  expect(() => read(eventOf(order, outcome as never))).not.toThrow();
  for (const totalMinor of [1, 19, Number.MAX_SAFE_INTEGER]) {
    const wrong = { ...outcome, data: { ...outcome.data, totalMinor } };
    expect(() => read(eventOf(order, wrong as never))).toThrow(ProblemError);
  }
});

test('an event of 64 KiB is taken, and of a larger one nothing is decoded', () => {
  const text = JSON.stringify(eventOf());
  const most = text.padEnd(MAX_EVENT_BYTES);
  expect(() => decodeEvent(DomainEvent, Buffer.from(most))).not.toThrow();
  const { kind } = problemOf(() => decodeEvent(DomainEvent, Buffer.from(`${most} `)));
  expect(kind).toBe('body-too-large');
  expect(problemOf(() => decodeEvent(DomainEvent, Buffer.alloc(MAX_EVENT_BYTES + 1, '[{}'))).kind).toBe(
    'body-too-large',
  );
});
