import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLimiter, type Limiter } from '../base/limiter.ts';
import { handsOnMessages, ordersAtOnce, warehouseOf, warehousePolicy } from './warehouse.ts';

type Answering = (asked: IncomingMessage, response: ServerResponse, number: number) => void;

/** A warehouse that answers as it is told, and what it was asked. */
async function askedOf(
  answer: Answering,
  settings: { deadlineMs?: number; without?: ('retries' | 'timeouts')[]; inHand?: Limiter['run'] } = {},
) {
  const keys: (string | undefined)[] = [];
  const server = createServer((asked, response) => {
    keys.push(asked.headers['idempotency-key'] as string | undefined);
    asked.resume().once('end', () => answer(asked, response, keys.length));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const warehouse = warehouseOf(
    {
      WAREHOUSE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      LAB_WAREHOUSE_DEADLINE_MS: settings.deadlineMs ?? 5000,
      LAB_WITHOUT: settings.without ?? [],
    },
    settings.inHand ?? atOnce,
  );
  return {
    keys,
    ask: (deadline?: number) => warehouse?.ask('order-1', undefined, deadline),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const atOnce: Limiter['run'] = (work) => work();

const answering =
  (...statuses: number[]): Answering =>
  (_asked, response, number) =>
    void response.writeHead(statuses[number - 1] ?? 200).end('{}');

test('nothing is asked without a warehouse', () => {
  const none = { WAREHOUSE_URL: undefined, LAB_WAREHOUSE_DEADLINE_MS: 1, LAB_WITHOUT: [] };
  expect(warehouseOf(none, atOnce)).toBeNull();
});

test('what fails is asked again within the deadline, under the id of the order', async () => {
  await using asked = await askedOf(answering(503, 429, 500));
  await asked.ask();
  expect(asked.keys).toEqual(['order-1', 'order-1', 'order-1', 'order-1']);
});

test('a lost connection is asked again too', async () => {
  await using asked = await askedOf((message, response, number) =>
    number === 1 ? message.socket.destroy() : response.end('{}'),
  );
  await asked.ask();
  expect(asked.keys).toHaveLength(2);
});

test('what is refused is not asked again', async () => {
  await using asked = await askedOf(answering(400));
  await expect(asked.ask()).rejects.toMatchObject({ kind: 'dependency-unavailable' });
  expect(asked.keys).toHaveLength(1);
});

test('with retries off an error is the end of it', async () => {
  await using asked = await askedOf(answering(503), { without: ['retries'] });
  await expect(asked.ask()).rejects.toMatchObject({ kind: 'dependency-unavailable' });
  expect(asked.keys).toHaveLength(1);
});

test('a warehouse that fails on and on is given up by the deadline', async () => {
  await using asked = await askedOf((_message, response) => void response.writeHead(503).end(), { deadlineMs: 400 });
  const beganMs = performance.now();
  await expect(asked.ask()).rejects.toMatchObject({ name: 'ProblemError' });
  expect(performance.now() - beganMs).toBeLessThan(2000);
  expect(asked.keys.length).toBeGreaterThan(1);
});

test('a silent one is given up at the deadline, and it is told apart that it was silent', async () => {
  await using asked = await askedOf(() => {}, { deadlineMs: 200 });
  const beganMs = performance.now();
  await expect(asked.ask()).rejects.toMatchObject({ kind: 'dependency-timeout' });
  expect(performance.now() - beganMs).toBeGreaterThan(150);
});

test('the time for an ask counts from the moment it has a hand, but for a caller who has a deadline of his own', async () => {
  const { run } = createLimiter(1);
  await using asked = await askedOf(answering(), { deadlineMs: 400, inHand: run });
  const held = Promise.withResolvers<void>();
  const holding = run(() => held.promise);
  const asks = Promise.allSettled([asked.ask(), asked.ask(Date.now() + 300)]);
  await sleep(600);
  expect(asked.keys).toEqual([]);
  held.resolve();
  await holding;
  expect((await asks).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

test('a consumer holds as many again as are at the warehouse, and without one as many as it works on', () => {
  const settings = { WAREHOUSE_URL: 'http://127.0.0.1:1', LAB_CONCURRENCY: 3, LAB_WITHOUT: [] };
  expect(handsOnMessages(settings)).toEqual({ hands: 3, held: 6 });
  expect(handsOnMessages({ ...settings, WAREHOUSE_URL: undefined })).toEqual({ hands: 3, held: 3 });
  expect(handsOnMessages({ ...settings, WAREHOUSE_URL: undefined, LAB_CONCURRENCY: 0 })).toBeNull();
  expect(handsOnMessages({ ...settings, LAB_WITHOUT: ['own-ack'] })).toBeNull();
});

test('orders are worked on by themselves where there is a warehouse or a number of them is named, else in batches', () => {
  const url = 'http://127.0.0.1:1';
  expect(ordersAtOnce({ WAREHOUSE_URL: undefined, LAB_CONCURRENCY: 0 })).toBeNull();
  expect(ordersAtOnce({ WAREHOUSE_URL: undefined, LAB_CONCURRENCY: 3 })).toBe(3);
  expect(ordersAtOnce({ WAREHOUSE_URL: url, LAB_CONCURRENCY: 3 })).toBe(3);
  expect(ordersAtOnce({ WAREHOUSE_URL: url, LAB_CONCURRENCY: 0 })).toBe(warehousePolicy.atOnce);
});
