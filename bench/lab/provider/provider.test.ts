import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loopbackPorts } from '../../brokers/ports.ts';
import { awaitReady } from '../await-ready.ts';
import { startGuard } from '../guard.ts';
import { outsideUrl } from '../outside-process.ts';
import { send } from '../request.ts';
import { addToProvider, hitsAtProvider, providerProcess, readProvider } from './provider.ts';

const dataFolder = mkdtempSync(join(tmpdir(), 'provider-'));
const guard = startGuard();
let url = '';
let provider: ReturnType<typeof providerProcess> | null = null;

beforeAll(async () => {
  const [port = 0] = await loopbackPorts(1);
  url = outsideUrl(port);
  const paying = { shape: 'orchestrated', seed: 1 } as const;
  provider = providerProcess(paying, { port, dataFolder, guard, say: () => {} });
  provider.start();
  await awaitReady([{ name: 'provider', url, logTail: () => '' }], 20_000);
});

afterAll(async () => {
  await provider?.stop();
  await guard.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

const bodyOf = (orderId: string) => ({ orderId, amountMinor: 250, currency: 'EUR', card: `card of ${orderId}` });
const charge = async (orderId: string) =>
  (await send('POST', `${url}/charges`, bodyOf(orderId), { 'idempotency-key': orderId })).status;
const giveUpOn = (orderId: string) =>
  fetch(`${url}/charges`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': orderId },
    body: JSON.stringify(bodyOf(orderId)),
    signal: AbortSignal.timeout(200),
  });
const paid = async () => (await readProvider(url)).entries.map(({ orderId }) => orderId);

test('silent, it moves nothing, not even when whoever asked has given up; of a lost answer the money has moved', async () => {
  await addToProvider(url, 'quiet', { silent: 1 });
  await expect(giveUpOn('one')).rejects.toMatchObject({ name: 'TimeoutError' });
  await addToProvider(url, 'quiet', null);
  await addToProvider(url, 'lossy', { lost: 1 });
  await expect(giveUpOn('two')).rejects.toMatchObject({ name: 'TimeoutError' });
  await addToProvider(url, 'lossy', null);
  expect(await charge('three')).toBe(201);
  expect(await paid()).toEqual(['two', 'three']);
  expect(await hitsAtProvider(url)).toEqual({ quiet: 1, lossy: 1 });
});
