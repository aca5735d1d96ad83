import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loopbackPorts } from '../../brokers/ports.ts';
import { awaitReady } from '../await-ready.ts';
import { startGuard } from '../guard.ts';
import { outsideUrl } from '../outside-process.ts';
import { send } from '../request.ts';
import { readBooks, tellFaults, tellWork, warehouseProcess } from './warehouse.ts';
import { parseWorkTime, type WorkTime } from './work-time.ts';

const dataFolder = mkdtempSync(join(tmpdir(), 'warehouse-'));
const guard = startGuard();
let url = '';
let warehouse: ReturnType<typeof warehouseProcess> | null = null;

beforeAll(async () => {
  const [port = 0] = await loopbackPorts(1);
  url = outsideUrl(port);
  const time = parseWorkTime('100ms') as WorkTime;
  warehouse = warehouseProcess({ time, seed: 1 }, { port, dataFolder, guard, say: () => {} });
  warehouse.start();
  await awaitReady([{ name: 'warehouse', url, logTail: () => '' }], 20_000);
});

afterAll(async () => {
  await warehouse?.stop();
  await guard.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

const ask = async (orderId: string) =>
  (await send('POST', `${url}/picks`, { orderId }, { 'idempotency-key': orderId })).status;

test('an order is done after its time, once however often it is asked about', async () => {
  const beganMs = performance.now();
  expect(await Promise.all([ask('one'), ask('one')])).toEqual([200, 200]);
  expect(performance.now() - beganMs).toBeGreaterThan(95);
  expect(await ask('one')).toBe(200);
  expect((await readBooks(url)).orders['one']).toEqual({ calls: 3, effects: 1 });
});

test('it fails as it is told to, and no longer than that', async () => {
  await tellFaults(url, { errors: 1 });
  expect(await ask('two')).toBe(503);
  await tellFaults(url, { atMost: 1 });
  expect((await Promise.all([ask('three'), ask('four')])).toSorted()).toEqual([200, 429]);
  await tellFaults(url, { silent: true });
  const silence = fetch(`${url}/picks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"orderId":"five"}',
    signal: AbortSignal.timeout(300),
  });
  await expect(silence).rejects.toMatchObject({ name: 'TimeoutError' });
  await tellFaults(url, {});
  expect(await ask('two')).toBe(200);
  expect((await readBooks(url)).orders).toMatchObject({
    two: { calls: 2, effects: 1 },
    five: { calls: 1, effects: 0 },
  });
});

test('it is told another time while it runs, and refuses what is none', async () => {
  await tellWork(url, parseWorkTime('400ms') as WorkTime);
  const beganMs = performance.now();
  expect(await ask('slow')).toBe(200);
  expect(performance.now() - beganMs).toBeGreaterThan(395);
  const { status } = await send('PUT', `${url}/work`, { work: 'gauss:20ms' });
  expect(status).toBe(400);
});

test('the warehouse takes no orders from a page of somebody else', async () => {
  const { status } = await send('PUT', `${url}/faults`, { silent: true }, { origin: 'http://evil.example' });
  expect(status).toBe(403);
  expect(await ask('six')).toBe(200);
});
