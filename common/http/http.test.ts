import { connect } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { readSettings } from '../base/config.ts';
import { inventoryOpenApi, notificationOpenApi, orderOpenApi } from '../contracts/openapi.ts';
import { OrderQuery, PlaceOrder } from '../contracts/orders.ts';
import { Problem } from '../contracts/problems.ts';
import { createLog } from '../observe/log.ts';
import { createMetrics } from '../observe/metrics.ts';
import { inventoryApi } from '../service/inventory-api.ts';
import { notificationApi } from '../service/notification-api.ts';
import { acceptedAnswer, orderApi } from '../service/order-api.ts';
import { createNotificationStore, notificationSchema } from '../store/notification-store.ts';
import { stockSchema } from '../store/stock-store.ts';
import { scratch } from '../testing/scratch.ts';
import { type Api, createHttp, ok, queryOf } from './http.ts';

describe.each([
  ['straight', true],
  ['found by Express', false],
])('routes that are %s', (_way, straight) => {
  /** A server with a few routes, ended with the test. */
  async function serve(env: Record<string, string> = {}, more: (api: Api) => void = () => {}) {
    const settings = readSettings({ LAB_DATA_DIR: '/nowhere', ...env });
    const log = createLog({ LAB_LOG_LEVEL: 'silent' }, 'test');
    const http = createHttp(settings, log, createMetrics('test'), { straight });
    http.api.post('/orders', PlaceOrder, async (body) => ({ status: 201, body }));
    http.api.get('/orders', async (request) => ok(queryOf(OrderQuery, request)));
    http.api.get('/orders/:id', async (request) => ok(request.params['id']));
    http.api.get('/broken', () => Promise.reject(new TypeError('SELECT secret FROM /var/lib/store.sqlite')));
    more(http.api);
    http.metrics(async () => 'up 1\n');
    const port = await http.listen();
    return { http, port, url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => http.drain() };
  }

  const order = { customer: { name: 'Ada', email: 'ada@lab.example' }, items: [{ sku: 'A', quantity: 1 }] };
  const json = { 'content-type': 'application/json' };
  const post = (url: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = json) =>
    fetch(`${url}/orders`, { method: 'POST', body, headers });

  async function problemOf(response: Response): Promise<[number, string]> {
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const { status, type } = Problem.parse(await response.json());
    expect(status).toBe(response.status);
    return [status, type.split(':').at(-1) as string];
  }

  test('every kind of bad input gets a problem document with the right status', async () => {
    await using it = await serve();
    const text = JSON.stringify(order);
    const cases: [string, Promise<Response>, [number, string]][] = [
      ['no JSON', post(it.url, '{'), [400, 'not-json']],
      ['no body', post(it.url, ''), [400, 'not-json']],
      ['no UTF-8', post(it.url, Uint8Array.of(0x22, 0xff, 0x22)), [400, 'not-json']],
      ['no order', post(it.url, '{}'), [400, 'invalid-request']],
      ['unknown member', post(it.url, text.replace('{', '{"totalMinor":1,')), [400, 'invalid-request']],
      ['too deep', post(it.url, '['.repeat(5000)), [400, 'invalid-request']],
      ['too large', post(it.url, text + ' '.repeat(16 * 1024)), [413, 'body-too-large']],
      ['text', post(it.url, text, { 'content-type': 'text/plain' }), [415, 'unsupported-media-type']],
      [
        'latin-1',
        post(it.url, text, { 'content-type': 'application/json; charset=latin1' }),
        [415, 'unsupported-media-type'],
      ],
      ['compressed', post(it.url, text, { ...json, 'content-encoding': 'gzip' }), [415, 'unsupported-media-type']],
      ['unknown path', fetch(`${it.url}/nowhere`), [404, 'not-found']],
      ['unknown method', fetch(`${it.url}/orders`, { method: 'DELETE' }), [405, 'method-not-allowed']],
      ['bad escape', fetch(`${it.url}/orders/%E0%A4%A`), [400, 'invalid-request']],
      ['unknown parameter', fetch(`${it.url}/orders?page=1`), [400, 'invalid-request']],
      ['parameter twice', fetch(`${it.url}/orders?limit=1&limit=2`), [400, 'invalid-request']],
      ['prototype', fetch(`${it.url}/orders?__proto__=1`), [400, 'invalid-request']],
      ['nested parameter', fetch(`${it.url}/orders?limit[gte]=1`), [400, 'invalid-request']],
    ];
    for (const [name, answer, expected] of cases) expect(await problemOf(await answer), name).toEqual(expected);
  });

  test('a valid body with a charset is taken', async () => {
    await using it = await serve();
    const response = await post(it.url, JSON.stringify(order), { 'content-type': 'application/json; charset=utf-8' });
    expect([response.status, await response.json()]).toEqual([201, order]);
  });

  test('an unexpected error does not leak', async () => {
    await using it = await serve();
    const response = await fetch(`${it.url}/broken`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/SELECT|sqlite|TypeError|var/);
  });

  test('headers tell nothing about the server and allow nothing', async () => {
    await using it = await serve();
    const { headers } = await fetch(`${it.url}/orders`);
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('etag')).toBeNull();
    expect(headers.get('server')).toBeNull();
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': "default-src 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringMatching(/^max-age=\d{8}/),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
    });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect((await fetch(`${it.url}/metrics`)).headers.get('etag')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a call of another service is answered in few words, a refusal of it like any other', async () => {
    const Call = z.strictObject({ orderId: z.string() });
    await using it = await serve({}, (api) => api.call('/reserve', Call, async (body) => ok(body)));
    const ask = (body: object) =>
      fetch(`${it.url}/reserve`, { method: 'POST', body: JSON.stringify(body), headers: json });
    const answer = await ask({ orderId: '1' });
    expect(await answer.json()).toEqual({ orderId: '1' });
    expect([...answer.headers.keys()].sort()).toEqual([
      'connection',
      'content-length',
      'content-type',
      'date',
      'keep-alive',
    ]);
    const refusal = await ask({ orderId: 1 });
    expect(refusal.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await problemOf(refusal)).toEqual([400, 'invalid-request']);
  });

  test('keepAliveTimeout is above every client’s idle timeout, or idle reuse meets a reset', async () => {
    await using it = await serve();
    const socket = connect(it.port, '127.0.0.1');
    socket.write('GET /orders HTTP/1.1\r\nHost: lab\r\n\r\n');
    const [head] = (await new Promise<string>((read) => socket.once('data', (bytes) => read(String(bytes))))).split(
      '\r\n\r\n',
    );
    socket.destroy();
    expect(head).toMatch(/keep-alive: timeout=75/i);
  });

  test('beyond the limit of requests under way the caller hears 429, and whoever watches does not', async () => {
    let release = () => {};
    let entered = 0;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await using it = await serve({ LAB_MAX_IN_FLIGHT: '2' }, (api) => {
      api.get('/slow', async () => {
        entered++;
        await held;
        return ok('done');
      });
      api.get('/health', async () => ok({ status: 'alive' }));
    });
    const first = [fetch(`${it.url}/slow`), fetch(`${it.url}/slow`)];
    await vi.waitFor(() => expect(entered).toBe(2));
    const third = await fetch(`${it.url}/orders`);
    expect(third.headers.get('retry-after')).toBe('1');
    expect(await problemOf(third)).toEqual([429, 'too-many-requests']);
    expect((await fetch(`${it.url}/health`)).status).toBe(200);
    expect((await fetch(`${it.url}/metrics`)).status).toBe(200);
    release();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
  });

  test('draining finishes what is under way and then refuses', async () => {
    const [entered, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const it = await serve({}, (api) =>
      api.get('/slow', async () => {
        entered.resolve();
        await held.promise;
        return ok('done');
      }),
    );
    const slow = fetch(`${it.url}/slow`);
    await entered.promise;
    const drained = it.http.drain();
    held.resolve();
    expect((await slow).status).toBe(200);
    await drained;
    await expect(fetch(`${it.url}/orders`)).rejects.toThrow();
  });

  test('what is served is what the documents say', async () => {
    await using it = await scratch(stockSchema + notificationSchema);
    const served = (register: (api: Api) => void) => {
      const routes: string[] = [];
      const add = (method: string) => (path: string | string[]) =>
        void routes.push(...[path].flat().map((one) => `${method} ${one.replace(/:(\w+)/g, '{$1}')}`));
      register({
        get: add('get'),
        stream: add('get'),
        post: add('post'),
        intake: add('post'),
        put: add('put'),
        call: add('post'),
      });
      return routes.sort();
    };
    const documented = (document: unknown) => {
      const paths = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) }).parse(document).paths;
      const routes = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      );
      return routes.filter((route) => !['get /health', 'get /ready', 'get /metrics'].includes(route)).sort();
    };
    const place = async () =>
      acceptedAnswer({ ...order, orderId: '', status: 'pending', createdAt: '', updatedAt: '', version: 1 });
    expect(served((api) => orderApi(api, it.store, place, () => null))).toEqual(documented(orderOpenApi('async')));
    expect(served((api) => inventoryApi(api, it.store))).toEqual(documented(inventoryOpenApi('async')));
    const notifications = createNotificationStore(it.store);
    expect(served((api) => notificationApi(api, it.store, notifications, null))).toEqual(
      documented(notificationOpenApi('async')),
    );
  });
});
