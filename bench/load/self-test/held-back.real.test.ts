import { expect, test } from 'vitest';
import { Latencies } from '../../measure/latencies.ts';
import { quantileOf } from '../../measure/percentiles.ts';
import { startLoad } from '../run-load.ts';
import { startKnownServer, uniformLoad } from './start-known-server.ts';

test('sends that are held back are late by that much for the latency, and on time for the send delay', async () => {
  await using server = await startKnownServer({ kind: 'delay', ms: 20 });
  const phases = [
    { name: 'warm-up', ratePerSecond: 100, seconds: 1, measured: false },
    { name: 'load', ratePerSecond: 100, seconds: 2, measured: true },
  ];
  const result = await startLoad(uniformLoad(server.url, { phases, heldBackUs: 40_000 })).done;
  expect(result.counts).toMatchObject({ sent: 200, accepted: 200, unfinished: 0 });
  const { acceptance, service, sendDelay } = result.histograms;
  // The fastest tenth: what a busy machine adds to the others is not the subject here.
  const p10 = (encoded: typeof acceptance) => quantileOf(Latencies.decode(encoded), 0.1) / 1000;
  expect(p10(acceptance)).toBeGreaterThan(60);
  expect(p10(acceptance)).toBeLessThan(70);
  expect(p10(service)).toBeLessThan(30);
  expect(p10(sendDelay)).toBeLessThan(10);
});

test('the beginning of every phase is told, and the end of the last', async () => {
  await using server = await startKnownServer({ kind: 'statuses', statuses: [200] });
  const phase = (name: string) => ({ name, ratePerSecond: 50, seconds: 0.3, measured: true });
  const told: (string | null)[] = [];
  const load = uniformLoad(server.url, { phases: [phase('a'), phase('b')] });
  await startLoad(load, { onPhase: (name) => void told.push(name) }).done;
  expect(told).toEqual(['a', 'b', null]);
});
