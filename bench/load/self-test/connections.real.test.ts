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
import { startKnownServer, uniformLoad } from './start-known-server.ts';

// The generator makes no request wait for a connection: what it measures of slow servers is known by arithmetic, within 2%.

const seconds = (encoded: EncodedLatencies, quantile: number) => quantileOf(Latencies.decode(encoded), quantile) / 1e6;
const error = (measured: number, expected: number) => Math.abs(measured / expected - 1);

/** Uniform arrivals on a server that answers after so long, with what it really gave beside it, sorted, in microseconds. */
async function loadOn(delayMs: number, rate: number, lasts: number) {
  await using server = await startKnownServer({ kind: 'delay', ms: delayMs });
  const phases = [
    { name: 'warm-up', ratePerSecond: rate, seconds: 1, measured: false },
    { name: 'load', ratePerSecond: rate, seconds: lasts, measured: true },
  ];
  const result = await startLoad(uniformLoad(server.url, { phases })).done;
  expect(result.counts).toMatchObject({ sent: rate * lasts, accepted: rate * lasts });
  expect(result.connections.denied).toBe(0);
  expect(sumsHold(result.times)).toBe(true);
  return { result, given: (await server.given()).slice(rate).sort((a, b) => a - b) };
}

// A machine that others use as well makes the server late, the generator, and the way between them. So each is measured:
// what the server gave, by its own clock; the send delay, which the generator owns up to; the way, on a server without
// delay at the same rate. Of all requests at most the share 3(1 - x) is beyond the quantile x of one of the three. A wait for
// a connection would be in none of them: at 128 sockets the first case has 7 s at p50.
test.each([
  { rate: 200, delayMs: 2000, lasts: 4 },
  { rate: 2000, delayMs: 200, lasts: 2 },
])(
  'at $rate/s a server that answers after $delayMs ms has that at p50 and p90, within 2%',
  { retry: 3 },
  async (of) => {
    const way = (await loadOn(0, of.rate, of.lasts)).result.histograms.acceptance;
    const { result, given } = await loadOn(of.delayMs, of.rate, of.lasts);
    expect(result.connections.mostUnderWay).toBeGreaterThanOrEqual((of.rate * of.delayMs) / 1000);
    for (const quantile of [0.5, 0.9]) {
      const each = (2 + quantile) / 3;
      const gave = (given[Math.ceil(given.length * each) - 1] ?? 0) / 1e6;
      const measured = seconds(result.histograms.acceptance, quantile);
      expect(measured).toBeGreaterThan((of.delayMs / 1000) * 0.999);
      expect(measured).toBeLessThan((gave + seconds(result.histograms.sendDelay, each) + seconds(way, each)) * 1.02);
    }
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

test('a run that ran out of connections is void and says so; the wait is send delay, and nothing else', async () => {
  // N connections to a server that takes 1 s: of 100 arrivals, 10 ms apart, the k-th is sent when the (k - N)-th is answered,
  // so after floor(k / N) rounds, each of which it waits for 1 s - N * 10 ms.
  await using server = await startKnownServer({ kind: 'delay', ms: 1000 });
  const result = await loadWithDescriptors(96, uniformLoad(server.url, {}));
  const most = result.connectionLimit ?? 0;
  expect(most).toBe(32);
  expect(result.counts).toMatchObject({ sent: 100, accepted: 100 });
  expect(result.connections).toMatchObject({ opened: most, denied: 100 - most });
  for (const quantile of [0.5, 0.9]) {
    const waited = Math.floor((quantile * 100 - 1) / most) * (1 - most * 0.01);
    expect(error(seconds(result.histograms.sendDelay, quantile), waited)).toBeLessThan(0.02);
    expect(error(seconds(result.histograms.service, quantile), 1)).toBeLessThan(0.02);
    expect(error(seconds(result.histograms.acceptance, quantile), 1 + waited)).toBeLessThan(0.02);
  }
  expect(sumsHold(result.times)).toBe(true);
  expect(unsoundBecause(result)).toContain('ran out of connections');
  expect(loadTable(result)).toContain('VOID: the generator ran out of connections');
});

test('a server that is slow to accept has connections that take long, and a service that does not', async () => {
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
