import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { Latencies } from '../../measure/latencies.ts';
import { quantileOf } from '../../measure/percentiles.ts';
import type { LoadOptions } from '../load-options.ts';
import type { LoadResult } from '../load-result.ts';
import { startLoad } from '../run-load.ts';
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
    urls: [url],
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

interface KnownDelay {
  delayMs: number;
  ratePerSecond: number;
  seconds: number;
}

interface Delayed {
  result: LoadResult;
  acceptance: Latencies;
  /** What the server really gave, by its own clock: sorted, in microseconds. */
  given: number[];
}

/** Uniform arrivals on a server that answers every request after so long. */
export async function loadOnDelay({ delayMs, ratePerSecond, seconds }: KnownDelay): Promise<Delayed> {
  await using server = await startKnownServer({ kind: 'delay', ms: delayMs });
  const phases = [
    { name: 'warm-up', ratePerSecond, seconds: 1, measured: false },
    { name: 'load', ratePerSecond, seconds, measured: true },
  ];
  const result = await startLoad(uniformLoad(server.url, { phases })).done;
  expect(result.counts).toMatchObject({ sent: ratePerSecond * seconds, accepted: ratePerSecond * seconds });
  const given = (await server.given()).slice(ratePerSecond).sort((a, b) => a - b);
  return { result, acceptance: Latencies.decode(result.histograms.acceptance), given };
}

/**
 * On a machine that others use the server is late, and the way there and back alone may take as long as the tolerance allows. So
 * what the server gave is taken by its own clock, and the way, measured at the same rate without a delay, is added. Of all
 * requests at most the share 2(1 - x) is beyond the quantile x of the delay given or beyond that of the way, so the
 * quantile q of the sum is at most the sum of both at (1 + q) / 2. `tolerance`: a share of that sum.
 */
export function expectKnownDelay(
  { acceptance, given }: Delayed,
  way: Latencies,
  delayMs: number,
  quantile: number,
  tolerance: number,
): void {
  const each = (1 + quantile) / 2;
  const gave = given[Math.ceil(given.length * each) - 1] ?? 0;
  const measured = quantileOf(acceptance, quantile);
  expect(measured).toBeGreaterThan(delayMs * 1000 * 0.999);
  expect(measured).toBeLessThan((gave + quantileOf(way, each)) * (1 + tolerance));
}
