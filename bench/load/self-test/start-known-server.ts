import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadOptions } from '../load-options.ts';
import type { Behaviour } from './known-server.ts';

export interface KnownServer extends AsyncDisposable {
  url: string;
  /** The delays it really gave since the last time it was asked, in microseconds. */
  given(): Promise<number[]>;
}

/** Starts one; `await using` ends it with the test. */
export async function startKnownServer(behaviour: Behaviour): Promise<KnownServer> {
  const file = fileURLToPath(new URL('./known-server.ts', import.meta.url));
  const child = fork(file, [JSON.stringify(behaviour)], { execPath: process.execPath, execArgv: [] });
  const closed = once(child, 'close');
  const [url] = (await once(child, 'message')) as [string];
  return {
    url,
    async given() {
      const answer = once(child, 'message');
      child.send('given');
      return ((await answer) as [number[]])[0];
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** A load of uniform arrivals and an empty body; the rest as the test wants it. */
export function uniformLoad(url: string, wanted: Partial<LoadOptions>): LoadOptions {
  return {
    url,
    method: 'POST',
    headers: {},
    arrivals: 'uniform',
    phases: [{ name: 'load', ratePerSecond: 100, seconds: 1, measured: true }],
    seed: 1,
    timeoutMs: 5000,
    cutOffMs: 5000,
    workload: { kind: 'fixed', body: '{}', contentType: 'application/json' },
    ...wanted,
  };
}
