import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { problemOf } from '../testing/problem-of.ts';
import { decode, validate } from './decode.ts';
import { PlaceOrder } from './orders.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const order = { customer: { name: 'Ada', email: 'ada@lab.example' }, items: [{ sku: 'A', quantity: 1 }] };
const withQuantity = (quantity: string) =>
  bytes(JSON.stringify({ ...order, items: [{ sku: 'A', quantity: 0 }] }).replace(':0', `:${quantity}`));

test('an order comes out as it went in', () => {
  expect(decode(PlaceOrder, bytes(JSON.stringify(order)))).toEqual(order);
});

test.each([
  ['nothing', ''],
  ['half a document', '{"customer":'],
  ['two documents', '{}{}'],
  ['a comment', '{/* */}'],
  ['NaN', '{"a":NaN}'],
  ['single quotes', "{'a':1}"],
  ['a trailing comma', '[1,]'],
])('%s is not JSON', (_, text) => {
  expect(problemOf(() => decode(z.unknown(), bytes(text))).kind).toBe('not-json');
});

test('bytes that are not UTF-8 are not JSON', () => {
  for (const wrong of [[0xff], [0x22, 0xc3, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0xfe, 0xff, 0, 0x31]]) {
    expect(problemOf(() => decode(z.unknown(), Uint8Array.from(wrong))).kind).toBe('not-json');
  }
});

test('5,000 nested arrays are refused before they are parsed, and 32 levels are not', () => {
  const nested = (levels: number) => bytes('['.repeat(levels) + ']'.repeat(levels));
  expect(problemOf(() => decode(z.unknown(), nested(5000))).kind).toBe('invalid-request');
  expect(problemOf(() => decode(z.unknown(), nested(33))).kind).toBe('invalid-request');
  expect(() => decode(z.unknown(), nested(32))).not.toThrow();
});

test('brackets inside strings are no nesting', () => {
  const text = JSON.stringify(['[{"\\['.repeat(1000)]);
  expect(decode(z.unknown(), bytes(text))).toEqual(JSON.parse(text));
});

test('whatever is not too deep, and can be stored, decodes as JSON.parse says', () => {
  const texts = fc.json({ maxDepth: 10, stringUnit: 'binary' }).filter((text) => !text.includes('\\u0000'));
  fc.assert(
    fc.property(texts, (text) => {
      expect(decode(z.unknown(), bytes(text))).toEqual(JSON.parse(text));
    }),
  );
});

test.each([
  String.raw`"\u0000"`,
  String.raw`{"a":["x\u0000"]}`,
  String.raw`{"\u0000":1}`,
  String.raw`"\ud800"`,
  String.raw`"\uDFFF x"`,
  String.raw`"\ude00\ud83d"`,
  String.raw`"\\\ud83d"`,
])('%s holds what PostgreSQL cannot store, or UTF-8 cannot say, and is refused', (text) => {
  expect(problemOf(() => decode(z.unknown(), bytes(text)))).toMatchObject({
    kind: 'invalid-request',
    message: expect.stringContaining('U+0000'),
  });
});

test.each([
  String.raw`"\ud83d\ude00"`,
  String.raw`"\\u0000"`,
  String.raw`"\\ud83d"`,
  String.raw`"\u0001\u00e9"`,
  String.raw`"😀\u0041"`,
])('%s only looks like it', (text) => {
  expect(decode(z.unknown(), bytes(text))).toBe(JSON.parse(text));
});

test.each(['__proto__', 'constructor', 'prototype', 'totalMinor', 'status', ''])(
  'the unknown member %j is refused at every level',
  (key) => {
    const member = `${JSON.stringify(key)}:{"polluted":true},`;
    const text = JSON.stringify(order);
    const places = [
      text.replace('{', `{${member}`),
      text.replace('"name"', `${member}"name"`),
      text.replace('"sku"', `${member}"sku"`),
    ];
    for (const place of places) expect(problemOf(() => decode(PlaceOrder, bytes(place))).kind).toBe('invalid-request');
    expect({}).not.toHaveProperty('polluted');
  },
);

test.each(['1e400', '-1e400', '9007199254740993', '1.5', '-1', '0', '1001', '"1"', 'true', 'null', '[1]', '1e-7'])(
  'the quantity %s is refused',
  (quantity) => {
    const problem = problemOf(() => decode(PlaceOrder, withQuantity(quantity)));
    expect(problem.kind).toBe('invalid-request');
    expect(problem.extra.errors?.[0]?.path).toBe('items.0.quantity');
  },
);

test.each(['1', '1000', '1e3', '1.0', '10e-1'])('the quantity %s is a whole number in bounds', (quantity) => {
  expect(decode(PlaceOrder, withQuantity(quantity)).items[0]?.quantity).toBe(Number(quantity));
});

test('every error has its path, and there are at most 20 of them, none long', () => {
  const items = Array.from({ length: 50 }, () => ({ sku: '', quantity: 0 }));
  const { errors = [] } = problemOf(() => validate(PlaceOrder, { ...order, items })).extra;
  expect(errors).toHaveLength(20);
  expect(errors[1]).toEqual({ path: 'items.0.quantity', message: expect.any(String) });
  const long = problemOf(() => validate(PlaceOrder, { ...order, ['x'.repeat(5000)]: 1 }));
  for (const { path, message } of long.extra.errors ?? []) expect((path + message).length).toBeLessThanOrEqual(512);
  expect(long.message.length).toBeLessThanOrEqual(600);
});
