import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { parseJson } from '../../common/contracts/decode.ts';
import { serviceContext } from '../../common/testing/service-context.ts';
import { mode } from '../mode.ts';
import { breakerPolicy, topologyOf } from '../topology.ts';
import { CallFailed } from '../transport/call-failed.ts';
import { createTransport, type Transport } from '../transport.ts';

const CALLS = 40;
const POOL = 4;
const servers: Server[] = [];
let transport: Transport | null = null;

/** An instance that answers every call with this status, or not at all; gives what it was asked so far. */
async function instance(status: number | null = 200) {
  let calls = 0;
  const server = createServer((_, answer) => {
    calls++;
    if (status !== null) answer.writeHead(status).end('{}');
  });
  servers.push(server);
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls: () => calls, server };
}

/** An address that nobody listens on any more. */
async function deadInstance(): Promise<string> {
  const { url, server } = await instance();
  await new Promise((down) => server.close(down));
  return url;
}

/** Each call by itself, without a second try: what is passed over must cost none. */
function caller(...urls: string[]) {
  const own = { LAB_WITHOUT: 'retries', LAB_POOL_SIZE: String(POOL) };
  const settings = { INVENTORY_URL: urls.join(','), NOTIFICATION_URL: urls.join(','), ...own };
  transport = createTransport(serviceContext(settings));
  return transport;
}

const call = (to: Transport) =>
  to.call('inventory', '/reserve', '{}', parseJson, Date.now() + 5000).catch((error: unknown) => error as CallFailed);

async function callAll(to: Transport): Promise<CallFailed[]> {
  const failures: CallFailed[] = [];
  for (let index = 0; index < CALLS; index++) {
    const answer = await call(to);
    if (answer instanceof CallFailed) failures.push(answer);
  }
  return failures;
}

afterEach(async () => {
  await transport?.close();
  transport = null;
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

test('instances of a dependency are called in turn', async () => {
  const [one, two] = [await instance(), await instance()];
  expect(await callAll(caller(one.url, two.url))).toEqual([]);
  expect([one.calls(), two.calls()]).toEqual([CALLS / 2, CALLS / 2]);
});

test('no call stands in line at one instance while another has free connections', async () => {
  const [slow, quick] = [await instance(null), await instance()];
  const to = caller(slow.url, quick.url);
  let answered = 0;
  for (let index = 0; index < CALLS; index++) {
    void call(to).then(() => answered++);
    await sleep(5);
  }
  expect(quick.calls()).toBeGreaterThanOrEqual(CALLS - POOL);
  expect(answered).toBeGreaterThanOrEqual(CALLS - POOL - 1); // the last is under way
});

test('as many calls as all instances together take are let in', () => {
  const settingsOf = (urls: string) => serviceContext({ INVENTORY_URL: urls }).settings;
  const [one, two] = ['http://127.0.0.1:1', 'http://127.0.0.1:1,http://127.0.0.1:2'].map(settingsOf);
  if (!one || !two) throw new Error('no settings');
  expect(topologyOf(two).mostCalls).toBe(2 * topologyOf(one).mostCalls);
  const { atOnce = 0, waiting = 0 } = mode.callsAtOnce?.(one) ?? {};
  expect(mode.callsAtOnce?.(two)).toEqual({ atOnce: 2 * atOnce, waiting: 2 * waiting });
});

test('one that takes no connection is passed over, and no call fails', async () => {
  const living = await instance();
  const to = caller(await deadInstance(), living.url);
  expect(await callAll(to)).toEqual([]);
  expect(living.calls()).toBe(CALLS);
  await expect(to.ready()).resolves.toBeUndefined();
});

test('one that keeps failing is left alone by a circuit of its own', async () => {
  const [failing, living] = [await instance(500), await instance()];
  const failures = await callAll(caller(failing.url, living.url));
  expect(failures).toHaveLength(breakerPolicy.consecutiveFailures);
  expect(failing.calls()).toBe(breakerPolicy.consecutiveFailures);
  expect(failures.filter(({ definite }) => definite)).toEqual([]); // it had arrived: no other instance was asked
});

test('where none takes a connection, it is known that nothing arrived, and the service is not ready', async () => {
  const to = caller(await deadInstance(), await deadInstance());
  expect(await call(to)).toMatchObject({ definite: true });
  await expect(to.ready()).rejects.toThrow('the inventory service does not answer');
});
