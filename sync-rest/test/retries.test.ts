import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { parseJson } from '../../common/contracts/decode.ts';
import { serviceContext } from '../../common/testing/service-context.ts';
import { retryBudget, retryPolicy } from '../topology.ts';
import { createTransport, type Transport } from '../transport.ts';

let requests = 0;
let status = 500;
let server: Server;
let transport: Transport;

async function listen(port = 0): Promise<number> {
  server = createServer((_, response) => {
    requests++;
    response.writeHead(status).end('{}');
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function transportTo(answers: number): Promise<number> {
  requests = 0;
  status = answers;
  const port = await listen();
  const url = `http://127.0.0.1:${port}`;
  transport = createTransport(serviceContext({ INVENTORY_URL: url, NOTIFICATION_URL: url, LAB_WITHOUT: 'breaker' }));
  return port;
}

const call = (leftMs = 5000) =>
  transport.call('inventory', '/reserve', '{}', parseJson, Date.now() + leftMs).catch((error: unknown) => error);

const several = (calls: number) => Promise.all(Array.from({ length: calls }, () => call()));

afterEach(async () => {
  vi.restoreAllMocks();
  await transport.close();
  server.close().closeAllConnections();
});

test('retries have a budget: they add a share to the calls of a service that fails, and do not multiply them', async () => {
  await transportTo(500);
  const calls = 200;
  await several(calls);
  expect(requests).toBeGreaterThan(calls);
  expect(requests).toBeLessThanOrEqual(calls * (1 + retryBudget.share) + retryBudget.reserve);
});

test('the budget pays for retries, and not for the failure after which none follows', async () => {
  await transportTo(500);
  const calls = Math.floor(retryBudget.reserve / (retryPolicy.attempts - 1));
  const left = retryBudget.reserve - calls * (retryPolicy.attempts - 1);
  await several(calls);
  expect(requests).toBe(calls * retryPolicy.attempts);
  await call();
  expect(requests).toBe(calls * retryPolicy.attempts + 1 + left);
});

test('retries outlast a restart of the other side', async () => {
  const port = await transportTo(200);
  await new Promise((closed) => server.close(closed));
  vi.spyOn(Math, 'random').mockReturnValue(0.9); // of what may be drawn
  const answer = call();
  await sleep(700);
  await listen(port);
  expect(await answer).toEqual({});
});

test('no retry is waited for that could come after the deadline', async () => {
  await transportTo(500);
  await call(retryPolicy.firstWaitMs - 50);
  expect(requests).toBe(1);
});
