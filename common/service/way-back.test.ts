import { randomUUID } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { readSettings } from '../base/config.ts';
import { ProblemError } from '../contracts/problems.ts';
import { streamPolicy } from '../http/event-streams.ts';
import { createHttp } from '../http/http.ts';
import { createLog } from '../observe/log.ts';
import { createMetrics } from '../observe/metrics.ts';
import { findOrder, insertOrder, orderSchema, updateOrders } from '../store/order-store.ts';
import { pending, placed, reserved } from '../testing/samples.ts';
import { scratch } from '../testing/scratch.ts';
import { serviceContext } from '../testing/service-context.ts';
import { settleOrder } from '../workflow/settle-order.ts';
import { createAnswers, schemaOfAnswers } from './answers.ts';
import { orderApi } from './order-api.ts';
import { watchPolicy } from './order-watch.ts';

const before = { ...watchPolicy, ...streamPolicy };
afterEach(() => {
  watchPolicy.everyMs = before.everyMs;
  streamPolicy.heartbeatMs = before.heartbeatMs;
});

/** An order service that only knows its orders, with one that is pending. */
async function serve(env: Record<string, string> = {}) {
  const disk = await scratch(orderSchema);
  const { store } = disk;
  const settings = readSettings({ LAB_DATA_DIR: disk.folder, ...env });
  const http = createHttp(settings, createLog({ LAB_LOG_LEVEL: 'silent' }, 'test'), createMetrics('test'));
  const place = () => Promise.reject(new Error('nothing is placed here'));
  orderApi(http.api, store, place, () => null);
  const order = pending();
  await store.transact((tx) => insertOrder(tx, order));
  const url = `http://127.0.0.1:${await http.listen()}/orders/${order.orderId}`;
  return {
    http,
    url,
    /** As another process with this store does it: nobody here hears of it. */
    rejectElsewhere: () =>
      store.transact((tx) => tx.run("UPDATE orders SET status = 'rejected', reason = 'out-of-stock', version = 2")),
    /** As the outcome of its inventory leaves it. */
    async settle() {
      const outcome = reserved(placed(order.items, order.orderId));
      await store.transact(async (tx) => {
        const now = await findOrder(tx, order.orderId);
        const settled = now && settleOrder(now, outcome, new Date().toISOString());
        if (settled) await updateOrders(tx, [settled]);
      });
    },
    async [Symbol.asyncDispose]() {
      await http.drain();
      await disk[Symbol.asyncDispose]();
    },
  };
}

const events = { accept: 'text/event-stream' };
const idsIn = (text: string) => [...text.matchAll(/^id: (.+)$/gm)].map(([, id]) => id);
const statesIn = (text: string) =>
  [...text.matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data as string).status);

/** Reads until `found` is in what came; resolves with all of it. */
async function readUntil(response: Response, found: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes(found)) return text;
  }
  throw new Error(`The stream ended without ${found}: ${text}`);
}

test('an order has a tag, whoever has that version is told no more, and is told when to ask again while it is pending', async () => {
  await using it = await serve();
  const first = await fetch(it.url);
  const etag = first.headers.get('etag') as string;
  expect(etag).toMatch(/^"[0-9a-f-]{36}-1"$/);
  expect(first.headers.get('retry-after')).toBe('1');
  for (const given of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await fetch(it.url, { headers: { 'if-none-match': given } });
    expect([given, again.status, await again.text()]).toEqual([given, 304, '']);
    expect(again.headers.get('etag')).toBe(etag);
    expect(again.headers.get('content-length')).toBeNull();
  }
  await it.settle();
  const now = await fetch(it.url, { headers: { 'if-none-match': etag } });
  expect([now.status, now.headers.get('retry-after')]).toEqual([200, null]);
  expect(now.headers.get('etag')).toBe(etag.replace('-1"', '-2"'));
  expect(await now.json()).toMatchObject({ status: 'confirmed', version: 2 });
});

test('a stream of events tells the order as it is, then its outcome, and ends', async () => {
  await using it = await serve();
  const response = await fetch(`${it.url}/events`, { headers: events });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const whole = response.text();
  await it.settle();
  expect(statesIn(await whole)).toEqual(['pending', 'confirmed']);
  expect(idsIn(await whole)).toEqual(['1', '2']);
  const late = await (await fetch(`${it.url}/events`, { headers: events })).text();
  expect(statesIn(late)).toEqual(['confirmed']);
});

test('an outcome that another process stored is told too', async () => {
  watchPolicy.everyMs = 5;
  await using it = await serve();
  const whole = (await fetch(`${it.url}/events`, { headers: events })).text();
  await it.rejectElsewhere();
  expect(statesIn(await whole)).toEqual(['pending', 'rejected']);
});

test('who connects again is told what came since the last event he has, and is sent away when there is no more', async () => {
  await using it = await serve();
  const again = await fetch(`${it.url}/events`, { headers: { ...events, 'last-event-id': '1' } });
  const whole = again.text();
  await it.settle();
  expect(idsIn(await whole)).toEqual(['2']);
  const done = await fetch(`${it.url}/events`, { headers: { ...events, 'last-event-id': '2' } });
  expect([done.status, await done.text()]).toEqual([204, '']);
});

test('a quiet stream shows that it lives', async () => {
  streamPolicy.heartbeatMs = 5;
  await using it = await serve();
  expect(await readUntil(await fetch(`${it.url}/events`, { headers: events }), '\n:\n\n')).toContain('pending');
});

test('there are so many streams at once and no more, and one that ends makes room', async () => {
  await using it = await serve({ LAB_MAX_STREAMS: '1' });
  const leave = new AbortController();
  const first = await fetch(`${it.url}/events`, { headers: events, signal: leave.signal });
  expect(first.status).toBe(200);
  const second = await fetch(`${it.url}/events`, { headers: events });
  expect([second.status, second.headers.get('retry-after')]).toEqual([429, '1']);
  leave.abort();
  await vi.waitFor(async () => {
    const third = await fetch(`${it.url}/events`, { headers: events });
    await third.body?.cancel();
    expect(third.status).toBe(200);
  });
});

test('a service that stops ends its streams', async () => {
  await using it = await serve();
  const whole = (await fetch(`${it.url}/events`, { headers: events })).text();
  await it.http.drain();
  expect(statesIn(await whole)).toEqual(['pending']);
});

test('a stream of an order that nobody knows is refused', async () => {
  await using it = await serve();
  const elsewhere = it.url.replace(/[^/]+$/, randomUUID());
  expect((await fetch(`${elsewhere}/events`, { headers: events })).status).toBe(404);
});

test('a HEAD of a stream is answered and ends', async () => {
  await using it = await serve();
  const head = await fetch(`${it.url}/events`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('a callback is refused where nobody is called back', async () => {
  await using disk = await scratch(orderSchema);
  const context = serviceContext({ LAB_DATA_DIR: disk.folder });
  const answers = createAnswers(context, disk.store);
  expect(answers.askedBy({})).toBeNull();
  expect(() => answers.askedBy({ 'callback-url': 'https://shop.example/told' })).toThrow('CALLBACK_KEY');
  expect(schemaOfAnswers(context.settings)).toBe('');
});

test('where somebody is, a URL that is none is refused before anything is stored', async () => {
  await using disk = await scratch(orderSchema);
  const key = `whsec_${'A'.repeat(32)}`;
  const answers = createAnswers(serviceContext({ LAB_DATA_DIR: disk.folder, CALLBACK_KEY: key }), disk.store);
  expect(answers.askedBy({ 'callback-url': 'https://shop.example/told' })).toMatchObject({ way: 'callback' });
  expect(() => answers.askedBy({ 'callback-url': 'ftp://shop.example/' })).toThrow(ProblemError);
});
