import { expect, test } from 'vitest';
import { NotificationQuery, TestNotification } from './notifications.ts';
import { IdempotencyKey, OrderQuery, PlaceOrder } from './orders.ts';
import { Cursor, HIGHEST_PRICE_MINOR, OrderTotal, Revenue, Sku, StockLevel, UnitPrice } from './primitives.ts';
import { SetStock } from './products.ts';

const customer = { name: 'Ada', email: 'ada@lab.example' };
const line = { sku: 'A', quantity: 1 };
const fits = (value: unknown) => PlaceOrder.safeParse(value).success;

test('an order has 1 to 100 lines', () => {
  const lines = (count: number) => ({ customer, items: Array.from({ length: count }, () => line) });
  expect([0, 1, 100, 101].map((count) => fits(lines(count)))).toEqual([false, true, true, false]);
});

test('names have 1 to 256 characters', () => {
  const named = (length: number) => ({ customer: { ...customer, name: 'n'.repeat(length) }, items: [line] });
  expect([0, 1, 256, 257].map((length) => fits(named(length)))).toEqual([false, true, true, false]);
});

test.each([
  '',
  'ada',
  'ada@',
  '@lab.example',
  'a b@lab.example',
  'ada@lab',
  `${'a'.repeat(250)}@lab.example`,
  `${'a'.repeat(65)}@lab.example`,
  'ada@lab.example\n',
])('%j is no e-mail address', (email) => {
  expect(fits({ customer: { ...customer, email }, items: [line] })).toBe(false);
});

test.each(['info@xn--mller-kva.example', 'a.b+c@lab.example', "o'hara@lab.example", 'ada@lab.xn--p1ai', 'A@1.Co'])(
  '%j is an e-mail address',
  (email) => {
    expect(fits({ customer: { ...customer, email }, items: [line] })).toBe(true);
  },
);

test('an international domain is refused, and the refusal says how to write it', () => {
  const result = PlaceOrder.safeParse({ customer: { ...customer, email: 'info@müller.example' }, items: [line] });
  expect(result.error?.issues).toMatchObject([
    { path: ['customer', 'email'], message: expect.stringContaining('xn--') },
  ]);
});

test.each(['   ', '\t', '\u00a0', '\u200b\u2060', '\ufeff', 'Ada\nBcc: eve', 'Ada\u0000', '\u001b[31m', 'Ada\u0085'])(
  'the name %j, which cannot be seen or holds a control character, is refused',
  (name) => {
    expect(fits({ customer: { ...customer, name }, items: [line] })).toBe(false);
  },
);

test.each(['A', ' Ada ', 'Ada Lovelace', 'علي', '李', '👩‍🚀', 'O’Hara & <Sons>', "'; DROP TABLE orders --"])(
  'the name %j is taken as it is',
  (name) => {
    expect(PlaceOrder.parse({ customer: { ...customer, name }, items: [line] }).customer.name).toBe(name);
  },
);

test('no name is slow to refuse', () => {
  const began = performance.now();
  for (const name of [' '.repeat(16_000), `a${' '.repeat(16_000)}\n`, `${'a'.repeat(16_000)}\n`]) {
    expect(fits({ customer: { ...customer, name }, items: [line] })).toBe(false);
    expect(fits({ customer: { ...customer, email: `${name}@x` }, items: [line] })).toBe(false);
    expect(fits({ customer: { ...customer, email: `a@${name.replaceAll(' ', 'a.')}` }, items: [line] })).toBe(false);
  }
  expect(performance.now() - began).toBeLessThan(500);
});

test.each(['unitPriceMinor', 'totalMinor', 'status', 'orderId', 'version', 'currency'])(
  'a client cannot set %s',
  (member) => {
    expect(fits({ customer, items: [line], [member]: 1 })).toBe(false);
    expect(fits({ customer, items: [{ ...line, [member]: 1 }] })).toBe(false);
  },
);

test('a sku and an idempotency key are visible ASCII of bounded length', () => {
  for (const [schema, most] of [
    [Sku, 64],
    [IdempotencyKey, 255],
  ] as const) {
    const good = ['~', '!', 'x'.repeat(most)];
    const bad = ['', ' ', 'a b', 'é', 'a\n', '\u0000', 'x'.repeat(most + 1)];
    expect(good.filter((text) => !schema.safeParse(text).success)).toEqual([]);
    expect(bad.filter((text) => schema.safeParse(text).success)).toEqual([]);
  }
});

test('stock is a whole number from 0 to a billion, money a safe integer', () => {
  expect([0, 1e9, -1, 1e9 + 1, 0.5, '1'].map((n) => StockLevel.safeParse(n).success)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect([0, Number.MAX_SAFE_INTEGER, -1, 2 ** 53, 1.5, Infinity].map((n) => Revenue.safeParse(n).success)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(SetStock.safeParse({ available: 1, reserved: 1 }).success).toBe(false);
});

test('what an order costs is bounded by what its lines can cost, and many such orders add up exactly', () => {
  const most = 100 * 1000 * HIGHEST_PRICE_MINOR;
  expect([
    UnitPrice.safeParse(HIGHEST_PRICE_MINOR).success,
    UnitPrice.safeParse(HIGHEST_PRICE_MINOR + 1).success,
  ]).toEqual([true, false]);
  expect([OrderTotal.safeParse(most).success, OrderTotal.safeParse(most + 1).success]).toEqual([true, false]);
  expect(90_000 * most).toBeLessThan(Number.MAX_SAFE_INTEGER);
});

test('queries have defaults and bounds, and refuse what they do not know', () => {
  expect(OrderQuery.parse({})).toEqual({ limit: 100 });
  expect(NotificationQuery.parse({ limit: '500' })).toEqual({ limit: 500 });
  for (const query of [
    { limit: '0' },
    { limit: '501' },
    { limit: 'x' },
    { limit: '0x10' },
    { limit: '1e2' },
    { limit: ' 5' },
    { limit: '+5' },
    { limit: '5.0' },
    { limit: '05' },
    { limit: '' },
    { limit: ['1', '2'] },
    { status: 'lost' },
    { page: '1' },
  ]) {
    expect(OrderQuery.safeParse(query).success).toBe(false);
  }
  expect(['1', '-1', '1e3', '', '1'.repeat(17)].map((text) => Cursor.safeParse(text).success)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('a test message goes to an address of its channel', () => {
  const fitting = (to: string, channel: string) => TestNotification.safeParse({ to, channel }).success;
  expect(fitting('ada@lab.example', 'email')).toBe(true);
  expect(fitting('+4915112345678', 'sms')).toBe(true);
  expect(fitting('ada@lab.example', 'sms')).toBe(false);
  expect(fitting('+4915112345678', 'email')).toBe(false);
  expect(fitting('ada@lab.example', 'fax')).toBe(false);
});
