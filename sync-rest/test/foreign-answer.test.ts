import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InventoryOutcome, OrderPlaced } from '../../common/contracts/events.ts';
import { placed, reserved } from '../../common/testing/samples.ts';

/** What inventory answers, and what the order service asked its dependencies for. */
let answer: (order: OrderPlaced) => InventoryOutcome = reserved;
let asked: string[] = [];
let orders = '';
const close: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const dependency = createServer((request: IncomingMessage, response) => {
    void json(request).then((body) => {
      asked.push(request.url ?? '');
      response.end(JSON.stringify(request.url === '/reserve' ? answer(body as OrderPlaced) : {}));
    });
  }).listen(0, '127.0.0.1');
  await once(dependency, 'listening');
  const url = `http://127.0.0.1:${(dependency.address() as AddressInfo).port}`;
  const folder = await mkdtemp(join(tmpdir(), 'lab-test-'));
  const service = fork(new URL('../order-service.ts', import.meta.url), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { LAB_DATA_DIR: folder, LAB_LOG_LEVEL: 'silent', INVENTORY_URL: url, NOTIFICATION_URL: url },
  });
  const ended = once(service, 'exit');
  close.push(async () => {
    service.kill('SIGKILL');
    await ended;
    dependency.closeAllConnections();
    dependency.close();
    await rm(folder, { recursive: true });
  });
  const [{ listening }] = (await once(service, 'message')) as [{ listening: number }];
  orders = `http://127.0.0.1:${listening}/orders`;
});

afterAll(() => Promise.all(close.map((end) => end())));

async function place() {
  const { customer, items } = placed();
  const response = await fetch(orders, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customer, items }),
  });
  const { orderId } = (await response.json()) as { orderId: string };
  const order = (await (await fetch(`${orders}/${orderId}`)).json()) as Record<string, unknown>;
  return { status: response.status, order };
}

const changed = (order: OrderPlaced, data: Record<string, unknown>): InventoryOutcome => {
  const outcome = reserved(order);
  return { ...outcome, data: { ...outcome.data, ...data } } as InventoryOutcome;
};

test.each<[string, (order: OrderPlaced) => InventoryOutcome]>([
  ['another order', ({ items }) => reserved(placed(items))],
  ['another customer', (order) => changed(order, { customer: { name: 'Eve', email: 'eve@lab.example' } })],
  ['other items', (order) => reserved({ ...order, items: [{ sku: 'TEA-ASSAM', quantity: 1 }] })],
  ['another total', (order) => changed(order, { totalMinor: 1 })],
])('inventory that answers about %s is not believed: the order fails, and is released', async (_, about) => {
  asked = [];
  answer = about;
  const { status, order } = await place();
  expect(status).toBe(503);
  expect(order).toMatchObject({ status: 'failed', items: placed().items });
  expect(order).not.toHaveProperty('totalMinor');
  await expect.poll(() => asked, { timeout: 5000 }).toContain('/release');
  expect(asked).not.toContain('/send');
});

test('inventory that answers about what it was asked for is believed', async () => {
  asked = [];
  answer = reserved;
  const { status, order } = await place();
  expect(status).toBe(201);
  expect(order).toMatchObject({ status: 'confirmed', totalMinor: 20 });
  expect(asked).toContain('/send');
});
