import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { completionFeed } from './order-load.ts';

/** Notifications as the service lists them: by a cursor, oldest first. */
const rows: { kind: string; to: string; recordedMonotonicNs: number }[] = [];
const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '', 'http://host');
  const after = Number(searchParams.get('after') ?? 0);
  const limit = Number(searchParams.get('limit'));
  const next = after + limit < rows.length ? String(after + limit) : null;
  response.end(JSON.stringify({ notifications: rows.slice(after, after + limit), next }));
});
afterEach(() => {
  server.close().closeAllConnections();
});

test('every completed order of a load is told once, as it comes, and nothing else is', async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const feed = completionFeed(`http://127.0.0.1:${(server.address() as AddressInfo).port}/notifications`, 't-1');
  const complete = (from: number, to: number) => {
    for (let n = from; n < to; n++) {
      rows.push({ kind: 'order-confirmed', to: `t-1-${n}@load.example`, recordedMonotonicNs: n });
    }
  };
  complete(0, 700);
  rows.push({ kind: 'low-stock', to: 't-1-9@load.example', recordedMonotonicNs: 1 });
  rows.push({ kind: 'order-rejected', to: 't-2-9@load.example', recordedMonotonicNs: 1 });
  const told = (await feed()).map(({ n }) => n);
  expect(told).toEqual(Array.from({ length: 700 }, (_, n) => n));
  expect(await feed()).toEqual([]);
  complete(700, 1300);
  expect((await feed()).map(({ n, atNs }) => [n, atNs])).toEqual(
    Array.from({ length: 600 }, (_, n) => [700 + n, 700 + n]),
  );
});
