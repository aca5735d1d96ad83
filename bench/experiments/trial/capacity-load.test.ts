import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { pendingUpTo } from './capacity-load.ts';

/** A listing of so many pending orders, in pages of what is asked for; its cursor is the place of the next. */
async function listing(orders: number) {
  const asked: number[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    const [from, limit] = [Number(searchParams.get('cursor')), Number(searchParams.get('limit'))];
    asked.push(limit);
    const next = from + limit < orders ? String(from + limit) : null;
    response.end(JSON.stringify({ orders: Array.from({ length: Math.min(limit, orders - from) }), next }));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`, asked };
}

test('a rate of 3,600/s may have 1,800 orders under way within half a second: no page bounds what is counted', async () => {
  const { url } = await listing(1234);
  expect(await pendingUpTo(url, 1800)).toBe(1234);
});

test('no more is asked for than decides', async () => {
  const { url, asked } = await listing(50_000);
  expect(await pendingUpTo(url, 1100)).toBe(1100);
  expect(asked).toEqual([500, 500, 100]);
});

test('whoever no longer answers has too many', async () => {
  expect(await pendingUpTo('http://127.0.0.1:9/orders', 700)).toBe(700);
});
