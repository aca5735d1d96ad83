import { expect, test } from 'vitest';
import { Latencies } from '../../measure/latencies.ts';
import { quantileOf } from '../../measure/percentiles.ts';
import { scheduleOf } from '../schedule.ts';
import { startShards } from '../shards.ts';
import { startKnownServer, uniformLoad } from './start-known-server.ts';

test('two generators send one schedule between them, from one moment on, and their latencies are those of the server', {
  retry: 3,
}, async () => {
  await using server = await startKnownServer({ kind: 'delay', ms: 50 });
  const load = { name: 'load', ratePerSecond: 200, seconds: 2, measured: true };
  const options = uniformLoad(server.url, { arrivals: 'poisson', phases: [load] });
  const result = await startShards(options, 2, {}).done;
  const due = scheduleOf(options).offsetsNs.length;
  expect(result.counts).toMatchObject({ sent: due, accepted: due });
  expect(result.times.ended).toBe(due);
  const acceptance = Latencies.decode(result.histograms.acceptance);
  expect(acceptance.histogram.totalCount).toBe(due);
  expect(quantileOf(acceptance, 0.5)).toBeGreaterThanOrEqual(50_000);
  expect(quantileOf(acceptance, 0.5)).toBeLessThan(60_000);
});
