import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EncodedLatencies, Latencies } from '../../measure/latencies.ts';
import { hostListeners } from '../../tools/compose/host-listeners.ts';
import { type ProxiedLink, type Proxy, startProxy } from './proxy.ts';
import type { Toxic } from './toxic.ts';

const link: ProxiedLink = { from: 'orders', to: 'inventory' };
const guard = { pid() {}, forget() {}, folder() {} };
const body = 'x'.repeat(1000);

let arrived: string[] = [];
let proxy: Proxy;
let url = '';
const server = createServer((asked, answer) => {
  let text = '';
  asked.on('data', (piece: Buffer) => (text += piece.toString()));
  asked.on('end', () => {
    arrived.push(text);
    answer.end(body);
  });
});

beforeEach(async () => {
  arrived = [];
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  proxy = await startProxy([link], 1, guard);
  url = proxy.via('orders', 'inventory', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterEach(async () => {
  await proxy.close();
  server.closeAllConnections();
  await new Promise((down) => server.close(down));
});

/** One call on a connection of its own: the length of the answer, or the code of the error. */
function call(timeoutMs = 1000): Promise<number | string> {
  return new Promise((done) => {
    const onAnswer = (answer: IncomingMessage) => {
      let length = 0;
      answer.on('data', (piece: Buffer) => (length += piece.length));
      answer.on('end', () => done(length));
      answer.on('error', (error) => done((error as NodeJS.ErrnoException).code ?? error.message));
    };
    const sent = request(url, { method: 'POST', agent: false, timeout: timeoutMs }, onAnswer);
    sent.on('timeout', () => {
      done('silence');
      sent.destroy();
    });
    sent.on('error', (error) => done((error as NodeJS.ErrnoException).code ?? error.message));
    sent.end('asked');
  });
}

async function under(toxic: Toxic, timeoutMs?: number) {
  await proxy.add(link, 'test', toxic);
  const begun = performance.now();
  const result = await call(timeoutMs);
  const ms = performance.now() - begun;
  return { result, ms, toll: await proxy.remove(link, 'test') };
}

const always = { share: 1, everyMs: 0 };

test('what is not poisoned passes as it is', async () => {
  expect(await call()).toBe(1000);
  expect(arrived).toEqual(['asked']);
});

test.runIf(process.platform === 'linux')(
  'it listens on loopback, on one port per link and no other: its orders come from its parent alone',
  () => {
    const own = hostListeners()?.filter(({ pid }) => pid === proxy.pid);
    expect(own).toMatchObject([{ address: '127.0.0.1', port: Number(new URL(url).port) }]);
    expect(own).toHaveLength(1);
  },
);

test('latency delays the answer', async () => {
  const { result, ms, toll } = await under({ kind: 'latency', ms: 300, jitterMs: 0, direction: 'response' });
  expect(result).toBe(1000);
  expect(ms).toBeGreaterThanOrEqual(299);
  expect(toll.hits).toBeGreaterThan(0);
  const held = Latencies.decode(toll.held as EncodedLatencies).histogram;
  expect(held.totalCount).toBeGreaterThan(0);
  expect(held.minNonZeroValue).toBeGreaterThan(298_000);
});

test('bandwidth stretches it', async () => {
  const { result, ms } = await under({ kind: 'bandwidth', bytesPerSecond: 4000 });
  expect(result).toBe(1000);
  expect(ms).toBeGreaterThanOrEqual(250);
});

test('refuse: nobody listens, and afterwards somebody does again', async () => {
  expect((await under({ kind: 'refuse' })).result).toBe('ECONNREFUSED');
  expect(arrived).toEqual([]);
  expect(await call()).toBe(1000);
});

test('reset-before: nothing arrives', async () => {
  const { result, toll } = await under({ kind: 'reset-before', ...always });
  expect(result).toBe('ECONNRESET');
  expect(arrived).toEqual([]);
  expect(toll.hits).toBe(1);
});

test('reset-before, once per call: the repetition arrives', async () => {
  await proxy.add(link, 'test', { kind: 'reset-before', ...always, oncePerCall: true });
  expect(await call()).toBe('ECONNRESET');
  expect(arrived).toEqual([]);
  expect(await call()).toBe(1000);
  expect((await proxy.remove(link, 'test')).hits).toBe(1);
});

test('reset-mid: no whole request arrives', async () => {
  expect((await under({ kind: 'reset-mid', ...always })).result).toBe('ECONNRESET');
  expect(arrived).toEqual([]);
});

test('reset-after-request: it arrives, and its answer is lost', async () => {
  const { result, toll } = await under({ kind: 'reset-after-request', ...always });
  expect(result).toBe('ECONNRESET');
  expect(arrived).toEqual(['asked']);
  expect(toll.hits).toBe(1);
});

test('blackhole-in: silence, and nothing arrives', async () => {
  const { result, toll } = await under({ kind: 'blackhole-in' }, 300);
  expect(result).toBe('silence');
  expect(arrived).toEqual([]);
  expect(toll.bytes).toBeGreaterThan(0);
});

test('blackhole-out: silence, and it has arrived', async () => {
  expect((await under({ kind: 'blackhole-out' }, 300)).result).toBe('silence');
  expect(arrived).toEqual(['asked']);
});

test('cut: the answer ends at its byte', async () => {
  const { result } = await under({ kind: 'cut', afterBytes: 300, ...always });
  expect(result).not.toBe(1000);
  expect(arrived).toEqual(['asked']);
  expect(await call()).toBe(1000);
});
