import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { parseJson } from '../../common/contracts/decode.ts';
import { serviceContext } from '../../common/testing/service-context.ts';
import { breakerPolicy } from '../topology.ts';
import { CallFailed } from '../transport/call-failed.ts';
import { createTransport, type Transport } from '../transport.ts';

const ATTEMPT_MS = 300;
const { consecutiveFailures, probeEveryMs } = breakerPolicy;
let requests = 0;
/** How many milliseconds each answer takes; null: every request is taken and none is answered, as by a suspended process. */
let answersAfterMs: number | null = null;
const dependency = createServer((_, response) => {
  requests++;
  if (answersAfterMs !== null) setTimeout(() => response.end('{}'), answersAfterMs);
});
let transport: Transport;

beforeAll(async () => {
  dependency.listen(0, '127.0.0.1');
  await once(dependency, 'listening');
});

afterEach(() => transport.close());

afterAll(() => {
  dependency.closeAllConnections();
  dependency.close();
});

/** Calls are made once, and given up after `attemptMs`. */
function callSilence(attemptMs: number, settings: Record<string, string> = {}) {
  answersAfterMs = null;
  const url = `http://127.0.0.1:${(dependency.address() as AddressInfo).port}`;
  const always = { LAB_ATTEMPT_TIMEOUT_MS: String(attemptMs), LAB_WITHOUT: 'retries' };
  transport = createTransport(serviceContext({ ...always, INVENTORY_URL: url, NOTIFICATION_URL: url, ...settings }));
  return (): Promise<unknown> =>
    transport.call('inventory', '/reserve', '{}', parseJson, Date.now() + 5000).catch((error: unknown) => error);
}

const asOftenAsOpens = (call: () => Promise<unknown>) => Promise.all(Array.from({ length: consecutiveFailures }, call));

test('while one call finds out whether a dependency is back, the others are refused at once and do not wait for it', async () => {
  const once = callSilence(ATTEMPT_MS);
  const call = async () => {
    const began = performance.now();
    expect(await once()).toBeInstanceOf(CallFailed);
    return performance.now() - began;
  };
  await asOftenAsOpens(call);
  expect(await call()).toBeLessThan(ATTEMPT_MS / 2); // open

  const before = requests;
  const probes: Promise<number>[] = [];
  await expect
    .poll(
      () => {
        probes.push(call());
        return requests;
      },
      { timeout: 5000, interval: 50 },
    )
    .toBeGreaterThan(before);
  expect(await call()).toBeLessThan(ATTEMPT_MS / 2); // half open: somebody else is trying
  await Promise.all(probes);
});

test('one call that was lost before a dependency came back does not hold up the next that finds out', async () => {
  const call = callSilence(2 * probeEveryMs);
  await asOftenAsOpens(call);
  await sleep(probeEveryMs + 50);
  const lost = call();
  await sleep(50);
  answersAfterMs = 0;
  await sleep(probeEveryMs);
  expect(await call()).toEqual({});
  expect(await call()).toEqual({}); // closed
  expect(await lost).toBeInstanceOf(CallFailed);
  expect(await call()).toEqual({}); // still
});

test('what was called before the circuit opened, and fails after a call has gone through to find out, does not decide for that one', async () => {
  const call = callSilence(2 * probeEveryMs);
  const opening = asOftenAsOpens(call);
  await sleep(probeEveryMs + 250);
  const stale = asOftenAsOpens(call); // fail that much after it has opened
  await opening;
  answersAfterMs = 500;
  await sleep(probeEveryMs + 50);
  const probe = call();
  for (const failure of await stale) expect(failure).toBeInstanceOf(CallFailed);
  expect(await probe).toEqual({});
  expect(await Promise.all([call(), call()])).toEqual([{}, {}]);
});

test('who waits for a connection when the circuit opens is refused, and never arrives', async () => {
  requests = 0;
  const call = callSilence(ATTEMPT_MS, { LAB_POOL_SIZE: String(consecutiveFailures) });
  const all = 3 * consecutiveFailures;
  const ends = await Promise.all(Array.from({ length: all }, call));
  expect(requests).toBe(2 * consecutiveFailures - 1); // each failure but the last made room for one more
  const refused = ends.filter((end) => end instanceof CallFailed && end.definite);
  expect(refused).toHaveLength(all - requests);
});
