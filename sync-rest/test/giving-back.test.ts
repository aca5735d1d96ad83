import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test, vi } from 'vitest';
import { newId } from '../../common/base/new-id.ts';
import type { OrderPlaced } from '../../common/contracts/events.ts';
import { reserved } from '../../common/testing/samples.ts';
import { resumePolicy } from '../topology.ts';

const close: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(close.map((end) => end())));

/** Inventory, payment and notifications in one: every card is declined, and nothing that is released is answered before `open`. */
async function dependencies() {
  const released: { orderId: string; atMs: number }[] = [];
  const opened = Promise.withResolvers<void>();
  const answerTo = async (path: string, request: IncomingMessage): Promise<unknown> => {
    const body = JSON.parse((await text(request)) || '{}') as OrderPlaced;
    if (path === '/reserve') return reserved(body);
    const { orderId, customer } = body;
    if (path === '/pay') return { type: 'PaymentFailed', data: { orderId, customer, reason: 'payment-declined' } };
    if (path === '/release') {
      released.push({ orderId, atMs: performance.now() });
      await opened.promise;
    }
    return {};
  };
  const server = createServer((request, response) => {
    void answerTo(request.url ?? '', request).then((answer) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  close.push(async () => {
    opened.resolve();
    server.close().closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, released, open: opened.resolve };
}

async function orderService(url: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-test-'));
  const service = fork(new URL('../order-service.ts', import.meta.url), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      LAB_DATA_DIR: folder,
      LAB_LOG_LEVEL: 'silent',
      LAB_PAYMENT: 'orchestrated',
      INVENTORY_URL: url,
      PAYMENT_URL: url,
      NOTIFICATION_URL: url,
    },
  });
  const ended = once(service, 'exit');
  close.push(async () => {
    service.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true });
  });
  const [{ listening }] = (await once(service, 'message')) as [{ listening: number }];
  return `http://127.0.0.1:${listening}`;
}

async function place(url: string) {
  const response = await fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': newId() },
    body: JSON.stringify({
      customer: { name: 'Ada', email: 'ada@lab.example' },
      items: [{ sku: 'TEA-ASSAM', quantity: 1 }],
    }),
  });
  return { status: response.status, order: (await response.json()) as { orderId: string; status: string } };
}

test('what a declined order holds is released at once, by no timer, and its answer does not wait for that', async () => {
  const { url, released, open } = await dependencies();
  const service = await orderService(url);
  const first = await place(service);
  expect(first).toMatchObject({ status: 201, order: { status: 'rejected' } }); // its release is not answered yet
  await vi.waitFor(() => expect(released).toHaveLength(1), { timeout: 5000, interval: 2 });
  open();
  const waits: number[] = [];
  for (let n = 2; n < 12; n++) {
    const { order } = await place(service);
    const answeredMs = performance.now();
    await vi.waitFor(() => expect(released).toHaveLength(n), { timeout: 5000, interval: 2 });
    expect(released.at(-1)?.orderId).toBe(order.orderId);
    waits.push((released.at(-1)?.atMs ?? Number.NaN) - answeredMs);
  }
  // The relay comes by so often: who waits for it from just after it was there waits nearly as long.
  expect(waits.toSorted((a, b) => a - b)[5]).toBeLessThan(resumePolicy.everyMs / 4);
});
