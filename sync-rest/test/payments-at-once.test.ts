import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { paymentPolicy } from '../../common/service/payment-desk.ts';
import { placed, reserved } from '../../common/testing/samples.ts';

const close: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(close.map((end) => end())));

/** Whom the payment service asks, who takes his time; and how many he was asked by at once, at most. */
async function slowProvider() {
  let under = 0;
  let most = 0;
  const server = createServer((_, response) => {
    most = Math.max(most, ++under);
    void sleep(1000).then(() => {
      under--;
      response.writeHead(201).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  close.push(async () => {
    server.close().closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, most: () => most };
}

async function paymentService(provider: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-test-'));
  const service = fork(new URL('../payment-service.ts', import.meta.url), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { LAB_DATA_DIR: folder, LAB_LOG_LEVEL: 'silent', LAB_PAYMENT: 'orchestrated', PROVIDER_URL: provider },
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

test('behind a slow provider as many payments are under way as in the other modes, and what has waited too long for its turn is refused', async () => {
  const provider = await slowProvider();
  const url = await paymentService(provider.url);
  const pay = async () => {
    const response = await fetch(`${url}/pay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(reserved(placed()).data),
    });
    await response.arrayBuffer();
    return response.status;
  };
  const beyond = 20;
  const answers = await Promise.all(Array.from({ length: paymentPolicy.atOnce + beyond }, pay));
  expect(provider.most()).toBe(paymentPolicy.atOnce);
  expect(new Set(answers)).toEqual(new Set([200, 429]));
});
