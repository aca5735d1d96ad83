import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { NotBegun } from '../base/limiter.ts';
import type { Handle } from '../messaging/deliver.ts';
import { eventOf } from '../testing/samples.ts';
import { serviceContext } from '../testing/service-context.ts';
import type { EventTo } from '../workflow/message-table.ts';
import { reserveStock } from '../workflow/reserve-stock.ts';
import { inventoryService } from './inventory-service.ts';

const HANDS = 2;

/** A warehouse that answers when it is told, and inventory before it, handed messages as a broker would. */
async function inventory(without = '') {
  const asked: ServerResponse[] = [];
  const server = createServer((request, response) => void request.resume().once('end', () => asked.push(response)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'lab-test-'));
  const given: { handle: Handle<EventTo<'inventory'>>; atOnce: number | null }[] = [];
  const handling: Promise<void>[] = [];
  const context = serviceContext({
    LAB_DATA_DIR: folder,
    LAB_CONCURRENCY: String(HANDS),
    LAB_WITHOUT: without,
    WAREHOUSE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  const parts = await inventoryService(context, {
    decides: reserveStock,
    consumes: (handle, atOnce) => void given.push({ handle, atOnce }),
    transport: {
      publish: async (rows) => rows,
      ready: async () => {},
      stopConsuming: async () => void (await Promise.allSettled(handling)),
      close: async () => {},
    },
    asyncapi: null,
  });
  const hand = (orders: number) => {
    const messages = Array.from({ length: orders }, () => ({
      event: eventOf() as EventTo<'inventory'>,
      position: 'x',
    }));
    const handled = given[0]?.handle(messages) ?? Promise.reject(new Error('It consumes nothing.'));
    handling.push(handled);
    return handled;
  };
  return {
    asked,
    atOnce: given[0]?.atOnce,
    one: () => hand(1),
    many: hand,
    answer: () => asked.shift()?.end('{}'),
    stop: parts.stop,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}

test('the warehouse is never asked by more than the hands at once, though twice as many orders are held', async () => {
  await using it = await inventory();
  expect(it.atOnce).toBe(2 * HANDS);
  const orders = Array.from({ length: 2 * HANDS }, it.one);
  await expect.poll(() => it.asked.length).toBe(HANDS);
  await sleep(50);
  expect(it.asked).toHaveLength(HANDS);
  for (let left = orders.length; left > 0; left--) {
    await expect.poll(() => it.asked.length).toBe(Math.min(left, HANDS));
    it.answer();
  }
  await Promise.all(orders);
  await it.stop();
});

test('when it stops, what waits for a hand is given back, and what was begun is finished', async () => {
  await using it = await inventory();
  const orders = Promise.allSettled(Array.from({ length: HANDS + 1 }, it.one));
  await expect.poll(() => it.asked.length).toBe(HANDS);
  const stopped = it.stop();
  while (it.answer());
  const ends = await orders;
  expect(ends.map(({ status }) => status)).toEqual([...Array<string>(HANDS).fill('fulfilled'), 'rejected']);
  expect((ends.at(-1) as PromiseRejectedResult).reason).toBeInstanceOf(NotBegun);
  await stopped;
});

test('where whole batches are handled, hands bound nothing', async () => {
  await using it = await inventory('own-ack');
  expect(it.atOnce).toBeNull();
  const batch = it.many(2 * HANDS);
  await expect.poll(() => it.asked.length).toBe(2 * HANDS);
  while (it.answer());
  await batch;
  await it.stop();
});
