import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { parseJson } from '../../common/contracts/decode.ts';
import { serviceContext } from '../../common/testing/service-context.ts';
import { breakerPolicy } from '../topology.ts';
import { CallFailed } from '../transport/call-failed.ts';
import { createTransport } from '../transport.ts';

const ATTEMPT_MS = 300;
let requests = 0;
/** A service that takes every request and answers none, as a suspended process does. */
const silent = createServer(() => void requests++);

async function transportToSilence() {
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  return createTransport(
    serviceContext({
      LAB_ATTEMPT_TIMEOUT_MS: String(ATTEMPT_MS),
      LAB_WITHOUT: 'retries',
      INVENTORY_URL: url,
      NOTIFICATION_URL: url,
    }),
  );
}

afterEach(() => {
  silent.closeAllConnections();
  silent.close();
});

test('while one call finds out whether a dependency is back, the others are refused at once and do not wait for it', async () => {
  const transport = await transportToSilence();
  const call = async () => {
    const began = performance.now();
    const failure = await transport
      .call('inventory', '/reserve', '{}', parseJson, Date.now() + 5000)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CallFailed);
    return performance.now() - began;
  };
  await Promise.all(Array.from({ length: breakerPolicy.consecutiveFailures }, call));
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
  await transport.close();
});
