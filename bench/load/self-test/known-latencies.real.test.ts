import { expect, test } from 'vitest';
import { Latencies } from '../../measure/latencies.ts';
import { quantileOf } from '../../measure/percentiles.ts';
import type { LoadResult } from '../load-result.ts';
import { startLoad } from '../run-load.ts';
import { expectKnownDelay, loadOnDelay, startKnownServer, uniformLoad } from './start-known-server.ts';

// Rule 17: the harness against servers whose percentiles are known by arithmetic, within 2%. The sample counts are chosen
// for the arithmetic (exact ranks), not for publication, so quantiles are read raw.

const warmUp = { name: 'warm-up', ratePerSecond: 200, seconds: 1, measured: false };

/** How far a measured quantile of the acceptance is from what it must be, as a share. */
function errorAt(quantile: number, result: LoadResult, expectedUs: number): number {
  return Math.abs(quantileOf(Latencies.decode(result.histograms.acceptance), quantile) / expectedUs - 1);
}

// What changes between the two loads is what the further tries are for.
test('a server that answers after 50 ms has 50 ms at p50 and p90, within 2%', { retry: 5 }, async () => {
  const load = { ratePerSecond: 300, seconds: 3 };
  const way = (await loadOnDelay({ ...load, delayMs: 0 })).acceptance;
  expect(quantileOf(way, 0.5)).toBeLessThan(2_500);
  const delayed = await loadOnDelay({ ...load, delayMs: 50 });
  for (const [quantile, tolerance] of [
    [0.5, 0.02],
    [0.9, 0.02],
    [0.99, 0.1],
  ] as const) {
    expectKnownDelay(delayed, way, 50, quantile, tolerance);
  }
});

test('a server that stalls once for 2 s has the percentiles of uniform arrivals during a stall, within 2%', {
  retry: 3,
}, async () => {
  // 55 arrivals in 2.2 s; the stall of S = 2 s begins with the sixth and ends with the load. An arrival x seconds before
  // its end waits x, so the quantile q of N is S - (N - ceil(qN)) / rate: 0.92, 1.8 and 2 s. (Few arrivals, since serving
  // what has piled up takes its time as well: some 0.2 ms each.)
  const [count, stallSeconds, rate] = [55, 2, 25];
  const stalls = [
    { atRequest: 60, ms: 600 }, // in the warm-up: opens the connections, whose cost is not the subject here
    { atRequest: 206, ms: stallSeconds * 1000 },
  ];
  await using server = await startKnownServer({ kind: 'stall', stalls });
  const load = { name: 'load', ratePerSecond: rate, seconds: count / rate, measured: true };
  const result = await startLoad(uniformLoad(server.url, { phases: [warmUp, load] })).done;
  expect(result.counts).toMatchObject({ sent: count, accepted: count });
  for (const quantile of [0.5, 0.9, 0.99]) {
    const expectedUs = (stallSeconds - (count - Math.ceil(quantile * count)) / rate) * 1e6;
    expect(errorAt(quantile, result, expectedUs)).toBeLessThan(0.02);
  }
});

test('every intended request is sent during a stall, and on time', { retry: 3 }, async () => {
  await using server = await startKnownServer({ kind: 'stall', stalls: [{ atRequest: 201, ms: 1000 }] });
  const load = { name: 'load', ratePerSecond: 200, seconds: 1, measured: true };
  const result = await startLoad(uniformLoad(server.url, { phases: [warmUp, load] })).done;
  expect(result.counts.sent).toBe(200);
  expect(quantileOf(Latencies.decode(result.histograms.sendDelay), 0.9)).toBeLessThan(100_000); // a closed loop: 900 ms
  const offered = result.series.filter(({ phase }) => phase === 'load').reduce((sum, row) => sum + row.offered, 0);
  expect(offered).toBe(200);
});
