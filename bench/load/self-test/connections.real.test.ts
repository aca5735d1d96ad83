import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type EncodedLatencies, Latencies } from '../../measure/latencies.ts';
import { quantileOf } from '../../measure/percentiles.ts';
import { loadTable, unsoundBecause } from '../../tools/load/load-table.ts';
import type { LoadOptions } from '../load-options.ts';
import type { LoadResult } from '../load-result.ts';
import { startLoad } from '../run-load.ts';
import { sumsHold } from '../time-sums.ts';
import { expectKnownDelay, loadOnDelay, startKnownServer, uniformLoad } from './start-known-server.ts';

// The generator makes no request wait for a connection: what it measures of slow servers is known by arithmetic, within 2%.

const seconds = (encoded: EncodedLatencies, quantile: number) => quantileOf(Latencies.decode(encoded), quantile) / 1e6;

/** By 2%, on either side. */
function expectWithin(measured: number, least: number, most: number): void {
  expect(measured).toBeGreaterThan(least * 0.98);
  expect(measured).toBeLessThan(most * 1.02);
}

// What others use of the machine is allowed for, a wait for a connection is not: with 128 of them most of the first case times out.
test.each([
  { ratePerSecond: 200, delayMs: 2000, seconds: 4 },
  { ratePerSecond: 2000, delayMs: 200, seconds: 2 },
])(
  'at $ratePerSecond/s a server that answers after $delayMs ms has that at p50 and p90, within 2%',
  { retry: 3 },
  async (of) => {
    const way = (await loadOnDelay({ ...of, delayMs: 0 })).acceptance;
    const delayed = await loadOnDelay(of);
    expect(delayed.result.connections.denied).toBe(0);
    expect(delayed.result.connections.mostUnderWay).toBeGreaterThanOrEqual((of.ratePerSecond * of.delayMs) / 1000);
    expect(sumsHold(delayed.result.times)).toBe(true);
    for (const quantile of [0.5, 0.9]) expectKnownDelay(delayed, way, of.delayMs, quantile, 0.02);
  },
);

/** The generator with so few file descriptors; Node raises no limit beyond the hard one. */
async function loadWithDescriptors(most: number, options: LoadOptions): Promise<LoadResult> {
  const generator = fileURLToPath(new URL('../generator.ts', import.meta.url));
  const command = `ulimit -n ${most}; exec "$0" "$1"`;
  const child = spawn('sh', ['-c', command, process.execPath, generator], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(options));
  return JSON.parse(await text(child.stdout)) as LoadResult;
}

test('a run that ran out of connections is void and says so; the wait is send delay, and nothing else', {
  retry: 3,
}, async () => {
  // N connections to a server that takes 1 s: of 100 arrivals, 10 ms apart, the k-th is sent when the (k - N)-th is answered,
  // so after floor(k / N) rounds, each of which it waits for 1 s - N * 10 ms.
  // What the server took by its own clock, and the way measured without its delay, stand in each round on a busy machine.
  const way = (await loadOnDelay({ ratePerSecond: 100, seconds: 1, delayMs: 0 })).acceptance;
  await using server = await startKnownServer({ kind: 'delay', ms: 1000 });
  const result = await loadWithDescriptors(96, uniformLoad(server.url, {}));
  const most = result.connectionLimit ?? 0;
  expect(most).toBe(32);
  expect(result.counts).toMatchObject({ sent: 100, accepted: 100 });
  expect(result.connections).toMatchObject({ opened: most, denied: 100 - most });
  const answered = (Math.max(...(await server.given())) + quantileOf(way, 1)) / 1e6;
  for (const quantile of [0.5, 0.9]) {
    const rounds = Math.floor((quantile * 100 - 1) / most);
    const waited = (eachSeconds: number) => rounds * (eachSeconds - most * 0.01);
    const { sendDelay, service, acceptance } = result.histograms;
    expectWithin(seconds(sendDelay, quantile), waited(1), waited(answered));
    expectWithin(seconds(service, quantile), 1, answered);
    expectWithin(seconds(acceptance, quantile), 1 + waited(1), answered + waited(answered));
  }
  expect(sumsHold(result.times)).toBe(true);
  expect(unsoundBecause(result)).toContain('ran out of connections');
  expect(loadTable(result)).toContain('VOID: the generator ran out of connections');
});

test('a server that is slow to accept has connections that take long, and a service that does not', {
  retry: 3,
}, async () => {
  // It does nothing for 600 ms from the first of 50 arrivals on, 20 ms apart. Two connections fit its backlog, and 27 do not:
  // for those the kernel knocks again after 1 s (RFC 6298), which its timers exceed by up to 6%; then it listens again.
  const stalls = [{ atRequest: 1, ms: 600 }];
  await using server = await startKnownServer({ kind: 'stall', stalls, backlog: 1 });
  const phase = { name: 'load', ratePerSecond: 50, seconds: 1, measured: true };
  const result = await startLoad(uniformLoad(server.url, { phases: [phase] })).done;
  expect(result.counts).toMatchObject({ sent: 50, accepted: 50 });
  const { connection, service, sendDelay } = result.histograms;
  expect(seconds(connection, 0.4)).toBeLessThan(0.1);
  for (const quantile of [0.5, 0.9]) {
    expect(seconds(connection, quantile)).toBeGreaterThan(0.98);
    expect(seconds(connection, quantile)).toBeLessThan(1.08);
  }
  expect(seconds(service, 0.9)).toBeLessThan(0.1);
  expect(seconds(sendDelay, 0.9)).toBeLessThan(0.1);
  expect(sumsHold(result.times)).toBe(true);
});
