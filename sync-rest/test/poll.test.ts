import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { newId } from '../../common/base/new-id.ts';
import type { Order } from '../../common/contracts/orders.ts';
import { serviceContext } from '../../common/testing/service-context.ts';
import { listen } from '../listen.ts';
import { keepPolling } from '../transport/poll.ts';

const at = '2026-01-01T00:00:00.000Z';
const orderOf = (status: Order['status'] = 'confirmed'): Order => ({
  orderId: newId(),
  status,
  customer: { name: 'Ada', email: 'ada@load.example' },
  items: [{ sku: 'TEA', quantity: 1, unitPriceMinor: 10 }],
  totalMinor: 10,
  currency: 'EUR',
  createdAt: at,
  updatedAt: at,
  version: 1,
});

/** An order service with pages of two, newest first, and whoever polls it. */
async function polled(first: Order[]) {
  const orders = [...first];
  const asked: string[] = [];
  let broken = false;
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const { pathname, searchParams } = new URL(url, 'http://x');
    const from = Number(searchParams.get('cursor') ?? 0);
    const next = from + 2 < orders.length ? String(from + 2) : null;
    const one = orders.find(({ orderId }) => pathname === `/orders/${orderId}`);
    response.statusCode = broken ? 503 : 200;
    response.end(JSON.stringify(one ?? { orders: orders.slice(from, from + 2), next }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const taken: string[] = [];
  const polling = keepPolling(serviceContext({ ORDERS_URL: url }), async (some) => {
    for (const { orderId, status } of some) taken.push(`${orderId} ${status}`);
  });
  return {
    orders,
    asked,
    taken,
    polling,
    fail: (fails: boolean) => (broken = fails),
    async [Symbol.asyncDispose]() {
      await polling.stop();
      await polling.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
const WAIT = { timeout: 10_000 };

test('reads every page once, then only what is new', async () => {
  const past = [orderOf(), orderOf(), orderOf()];
  await using it = await polled(past);
  await expect.poll(() => it.taken.length, WAIT).toBe(3);
  it.orders.unshift(orderOf());
  await expect.poll(() => it.taken.length, WAIT).toBe(4);
  expect(new Set(it.taken).size).toBe(4);
  expect(it.polling.problem()).toBe('');
});

test('asks again about an order that was pending, until it is not', async () => {
  const waiting = orderOf('pending');
  await using it = await polled([waiting]);
  await expect.poll(() => it.taken, WAIT).toEqual([`${waiting.orderId} pending`]);
  waiting.status = 'confirmed';
  await expect.poll(() => it.taken, WAIT).toEqual([`${waiting.orderId} pending`, `${waiting.orderId} confirmed`]);
});

test('says that it cannot ask, and goes on where it was', async () => {
  await using it = await polled([orderOf()]);
  await expect.poll(() => it.taken.length, WAIT).toBe(1);
  it.fail(true);
  await expect.poll(() => it.polling.problem(), WAIT).toContain('503');
  it.fail(false);
  it.orders.unshift(orderOf());
  await expect.poll(() => it.taken.length, WAIT).toBe(2);
  expect(it.polling.problem()).toBe('');
});

test('who listens by asking says that it hears of everything again when it is started anew', () => {
  expect(listen(serviceContext({}), 'seller').rereads).toBe(true);
});
