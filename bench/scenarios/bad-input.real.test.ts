import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type ProblemKind, problems, problemType } from '../../common/contracts/problems.ts';
import { problemIn, type Reply, request } from '../lab/request.ts';
import { getJson } from '../lab/service-client.ts';
import { allModes, type TestLab, useLab } from './with-lab.ts';

type Bad = [what: string, kind: ProblemKind, body: string | Uint8Array, headers?: Record<string, string>];

const customer = { name: 'Ada', email: 'bad@load.example' };
const items = [{ sku: 'TEA-ASSAM', quantity: 1 }];
const good = { customer, items };
const json = (value: unknown) => JSON.stringify(value);
/** An order as text, so that it can hold what JSON.stringify would never write. */
const orderWith = (line: string, more = '') => `{"customer":${json(customer)},"items":[${line}]${more}}`;
const quantity = (text: string) => orderWith(`{"sku":"TEA-ASSAM","quantity":${text}}`);
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

/** Bodies that fail their schema: the problem lists what is wrong where. */
const schemaFailures: Bad[] = [
  ['an unknown member', 'invalid-request', json({ ...good, note: 'please' })],
  ['a total', 'invalid-request', json({ ...good, totalMinor: 1 })],
  ['a status', 'invalid-request', json({ ...good, status: 'confirmed' })],
  ['a price in a line', 'invalid-request', json({ customer, items: [{ ...items[0], unitPriceMinor: 1 }] })],
  ['an unknown member of the customer', 'invalid-request', json({ customer: { ...customer, vip: true }, items })],
  ['no customer', 'invalid-request', json({ items })],
  ['no items', 'invalid-request', json({ customer, items: [] })],
  ['101 items', 'invalid-request', json({ customer, items: Array.from({ length: 101 }, () => items[0]) })],
  ['a quantity of 0', 'invalid-request', quantity('0')],
  ['a quantity of −1', 'invalid-request', quantity('-1')],
  ['a quantity of 1001', 'invalid-request', quantity('1001')],
  ['half a piece', 'invalid-request', quantity('1.5')],
  ['a quantity of 1e400', 'invalid-request', quantity('1e400')],
  ['a quantity as text', 'invalid-request', quantity('"1"')],
  ['a quantity of 2^53 + 1', 'invalid-request', quantity('9007199254740993')],
  ['no quantity', 'invalid-request', quantity('null')],
  ['an e-mail address that is none', 'invalid-request', json({ customer: { name: 'Ada', email: 'ada' }, items })],
  ['an empty name', 'invalid-request', json({ customer: { ...customer, name: '' }, items })],
  ['a name of 257 characters', 'invalid-request', json({ customer: { ...customer, name: 'x'.repeat(257) }, items })],
  ['a sku of 65 characters', 'invalid-request', json({ customer, items: [{ sku: 'x'.repeat(65), quantity: 1 }] })],
  ['a sku with a blank', 'invalid-request', json({ customer, items: [{ sku: 'A B', quantity: 1 }] })],
  ['a __proto__ key', 'invalid-request', orderWith(json(items[0]), ',"__proto__":{"status":"confirmed"}')],
  ['a __proto__ key in a line', 'invalid-request', orderWith('{"sku":"TEA-ASSAM","quantity":1,"__proto__":{}}')],
  ['a constructor key', 'invalid-request', orderWith(json(items[0]), ',"constructor":{"prototype":{}}')],
  ['a list', 'invalid-request', json([good])],
  ['a number', 'invalid-request', '7'],
  ['null', 'invalid-request', 'null'],
];

/** Bodies that never reach the schema. */
const unreadable: Bad[] = [
  ['not JSON', 'not-json', '{"customer":'],
  ['an empty body', 'not-json', ''],
  ['two documents', 'not-json', `${json(good)}${json(good)}`],
  ['NaN', 'not-json', quantity('NaN')],
  ['invalid UTF-8', 'not-json', latin1(json({ customer: { ...customer, name: 'Zoë' }, items }))],
  ['UTF-16', 'not-json', new Uint8Array(Buffer.from(json(good), 'utf16le'))],
  ['33 levels', 'invalid-request', nested(33)],
  ['5,000 levels', 'invalid-request', nested(5000)],
  ['more than 16 kB', 'body-too-large', json({ ...good, note: 'x'.repeat(16 * 1024) })],
  ['1 MB', 'body-too-large', json({ ...good, note: 'x'.repeat(1024 * 1024) })],
  ['plain text', 'unsupported-media-type', json(good), { 'content-type': 'text/plain' }],
  ['a form', 'unsupported-media-type', 'customer=Ada', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['another charset', 'unsupported-media-type', json(good), { 'content-type': 'application/json; charset=latin1' }],
  ['gzip', 'unsupported-media-type', new Uint8Array(gzipSync(json(good))), { 'content-encoding': 'gzip' }],
];

describe.each(allModes)('bad input, in $name', (mode) => {
  const testLab = useLab(mode);
  const urlOf = (role: string, path: string) => `${testLab().lab.urls[role]}${path}`;

  const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
    request(urlOf('orders', path), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body as string | Uint8Array<ArrayBuffer>,
    });

  test.each(schemaFailures)('%s is refused with a list of what is wrong', async (_, kind, body) => {
    const problem = expectProblem(await post('/orders', body), kind);
    expect(problem.errors?.length).toBeGreaterThan(0);
    for (const error of problem.errors ?? [])
      expect(error).toEqual({ path: expect.any(String), message: expect.any(String) });
  });

  test.each(unreadable)('%s is refused', async (_, kind, body, headers) => {
    expectProblem(await post('/orders', body, headers), kind);
    if (kind !== 'unsupported-media-type') expectProblem(await post('/order', body, headers), kind);
  });

  test('a body without a content type is refused', async () => {
    const body = new TextEncoder().encode(json(good));
    expectProblem(await request(urlOf('orders', '/orders'), { method: 'POST', body }), 'unsupported-media-type');
  });

  test.each([
    ['orders', '/orders?colour=red'],
    ['orders', '/orders?status=lost'],
    ['orders', '/orders?limit=0'],
    ['orders', '/orders?limit=501'],
    ['orders', '/orders?limit=1.5'],
    ['orders', '/orders?limit=2&limit=3'],
    ['orders', '/orders?cursor=DROP%20TABLE'],
    ['orders', '/orders?__proto__=1'],
    ['inventory', '/stock-movements?before=1'],
    ['inventory', '/stock-movements?after=-1'],
    ['notifications', '/notifications?orderId=17'],
    ['notifications', '/notifications?limit=all'],
  ])('the query of %s %s is refused', async (role, path) => {
    const problem = expectProblem(await request(urlOf(role, path)), 'invalid-request');
    expect(problem.errors?.length).toBeGreaterThan(0);
  });

  test('a path that is not valid is refused', async () => {
    expectProblem(await request(urlOf('orders', '/orders/%ff')), 'invalid-request');
  });

  test.each([
    ['orders', '/no-such-path'],
    ['orders', '/orders/17'],
    ['orders', '/orders/00000000-0000-4000-8000-000000000000'],
    ['inventory', '/products/NO-SUCH-SKU'],
    ['inventory', '/../../etc/passwd'],
    ['notifications', '/'],
  ])('%s %s is not found', async (role, path) => {
    expectProblem(await request(urlOf(role, path)), 'not-found');
  });

  test.each([
    ['orders', 'DELETE', '/orders', 'GET, POST'],
    ['orders', 'PUT', '/orders/00000000-0000-4000-8000-000000000000', 'GET'],
    ['orders', 'POST', '/health', 'GET'],
    ['inventory', 'DELETE', '/products', 'GET, POST'],
    ['inventory', 'GET', '/products/TEA-ASSAM/stock', 'PUT'],
    ['notifications', 'PATCH', '/notifications', 'GET'],
    ['notifications', 'DELETE', '/metrics', 'GET'],
  ])('%s does not allow %s %s', async (role, method, path, allowed) => {
    const reply = await request(urlOf(role, path), { method });
    expectProblem(reply, 'method-not-allowed');
    expect(reply.headers.get('allow')?.split(', ').toSorted().join(', ')).toBe(allowed);
  });

  test.each([
    ['{}'],
    ['{"available":-1}'],
    ['{"available":1.5}'],
    ['{"available":"7"}'],
    ['{"available":1e400}'],
    ['{"available":9007199254740993}'],
    ['{"available":7,"reserved":0}'],
    ['[]'],
  ])('a stock of %s is refused', async (body) => {
    const headers = { 'content-type': 'application/json' };
    const url = urlOf('inventory', '/products/TEA-ASSAM/stock');
    const problem = expectProblem(await request(url, { method: 'PUT', headers, body }), 'invalid-request');
    expect(problem.errors?.length).toBeGreaterThan(0);
  });

  test.each([
    ['{"to":"ada","channel":"email"}'],
    ['{"to":"ada@example.org","channel":"sms"}'],
    ['{"to":"+49151","channel":"pigeon"}'],
    ['{"to":"ada@example.org","channel":"email","text":"Hello"}'],
  ])('a test notification of %s is refused', async (body) => {
    const headers = { 'content-type': 'application/json' };
    const url = urlOf('notifications', '/notifications/test');
    expectProblem(await request(url, { method: 'POST', headers, body }), 'invalid-request');
  });

  test.runIf(mode.answer === 'outcome').each([
    ['inventory', '/reserve'],
    ['inventory', '/release'],
    ['notifications', '/send'],
  ])('%s %s refuses what does not fit its schema', async (role, path) => {
    for (const body of ['{', '[]', json(good), '{"orderId":"17"}']) {
      const headers = { 'content-type': 'application/json' };
      const reply = await request(urlOf(role, path), { method: 'POST', headers, body });
      expectProblem(reply, body === '{' ? 'not-json' : 'invalid-request');
    }
  });

  test('a stack trace, SQL, a path or the name of a library is in no answer', async () => {
    const replies = await Promise.all(
      [...schemaFailures, ...unreadable].map(([, , body, headers]) => post('/orders', body, headers)),
    );
    for (const { text } of replies) {
      expect(text).not.toMatch(/ at .*:\d+|SELECT|INSERT|SQLITE|node_modules|\/work|zod|express|\.ts\b/i);
    }
  });

  test('has changed nothing in the end', async () => {
    const { shop, catalogue } = testLab();
    expect(await shop.orders()).toEqual([]);
    expect(await shop.notifications()).toEqual([]);
    expect((await getJson<{ products: unknown }>(urlOf('inventory', '/products'))).products).toEqual(catalogue);
    expect(await shop.ledger()).toHaveLength(catalogue.length);
    expect(restarts(testLab())).toEqual([]);
    const { json: order } = await shop.place(items);
    expect((await shop.finished(order.orderId)).status).toBe('confirmed');
  });
});

function expectProblem(reply: Reply<unknown>, kind: ProblemKind) {
  const problem = problemIn(reply);
  const { status, title } = problems[kind];
  expect(problem).toMatchObject({ type: problemType(kind), status, title });
  expect(problem.detail).not.toBe('');
  return problem;
}

const restarts = ({ said }: TestLab) => said.filter((line) => line.includes('ended'));
