import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive, startedAt } from '../../brokers/process-tree.ts';
import type { LoadOptions } from '../load-options.ts';
import { type LoadHooks, startLoad } from '../run-load.ts';

/** A steady load on a server that answers everything, once requests come. */
async function flowing(hooks: LoadHooks = {}, ratePerSecond = 20) {
  const server = createServer((_, response) => response.end('{}'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const options: LoadOptions = {
    urls: [`http://127.0.0.1:${(server.address() as AddressInfo).port}/`],
    method: 'GET',
    headers: {},
    arrivals: 'uniform',
    phases: [{ name: 'load', ratePerSecond, seconds: 30, measured: true }],
    seed: 1,
    timeoutMs: 1000,
    cutOffMs: 1000,
    workload: { kind: 'fixed', body: null, contentType: 'text/plain' },
  };
  const { promise: flows, resolve } = Promise.withResolvers<void>();
  const run = startLoad(options, { ...hooks, onProgress: () => resolve() });
  run.done.catch(() => {}); // awaited by the test
  const identity = { pid: run.pid, started: startedAt(run.pid) ?? '' };
  onTestFinished(() => void (isAlive(identity) && process.kill(run.pid, 'SIGKILL')));
  await Promise.race([flows, run.done]); // rejects with what ended it instead
  return { run, identity };
}

test('a generator that stands still is ended with its reason, and nobody waits for it without end', async () => {
  const { run, identity } = await flowing({ patience: { silentSeconds: 8, stopSeconds: 60 } });
  process.kill(run.pid, 'SIGSTOP');
  await expect(run.done).rejects.toThrow('SIGKILL: it said nothing for 8 s');
  expect(isAlive(identity)).toBe(false);
});

test('a generator that stands still when it is told to stop is not left behind', async () => {
  const { run, identity } = await flowing({ patience: { silentSeconds: 60, stopSeconds: 1 } });
  process.kill(run.pid, 'SIGSTOP');
  run.stop();
  await expect(run.done).rejects.toThrow('it did not stop within 1 s');
  expect(isAlive(identity)).toBe(false);
});

test('one that works stops with what it measured', async () => {
  const { run } = await flowing();
  run.stop();
  expect((await run.done).stoppedEarly).toBe(true);
});

test('one that is asked for more than it can send still tells how it goes, and stops', async () => {
  const { run } = await flowing({ patience: { silentSeconds: 20, stopSeconds: 20 } }, 100_000);
  run.stop();
  const { stoppedEarly, phases } = await run.done;
  expect(stoppedEarly).toBe(true);
  expect(phases[0]?.counts.sent).toBeGreaterThan(0);
});
