import { expect, test } from 'vitest';
import { Latencies } from './latencies.ts';
import { quantileBounds } from './quantile-bounds.ts';
import { seededRandom } from './random.ts';

const uniform = (samples: number, seed: number) => {
  const random = seededRandom(seed, 'uniform');
  const latencies = new Latencies();
  for (let i = 0; i < samples; i++) latencies.record(random() * 1e6);
  return latencies;
};

test('298 samples say nothing of the most that a p99 can be; 299 do, and it is their slowest', () => {
  expect(quantileBounds(uniform(298, 1), 0.99).atMostUs).toBeNull();
  const enough = uniform(299, 1);
  expect(quantileBounds(enough, 0.99).atMostUs).toBe(enough.histogram.maxValue);
});

test('of nothing there are no bounds', () => {
  expect(quantileBounds(new Latencies(), 0.99)).toEqual({ atLeastUs: null, atMostUs: null });
});

test('the p99 lies beyond each bound in about 5 of 100 sets of samples', () => {
  const sets = Array.from({ length: 400 }, (_, seed) => quantileBounds(uniform(1200, seed + 1), 0.99));
  const above = sets.filter(({ atMostUs }) => atMostUs !== null && atMostUs < 990_000).length;
  const below = sets.filter(({ atLeastUs }) => atLeastUs !== null && atLeastUs > 990_000).length;
  for (const missed of [above, below]) {
    expect(missed).toBeGreaterThan(4);
    expect(missed).toBeLessThan(32);
  }
});

test('100,000 samples are no trouble, and their bounds are close', () => {
  const { atLeastUs, atMostUs } = quantileBounds(uniform(100_000, 1), 0.99);
  expect(atLeastUs).toBeGreaterThan(985_000);
  expect(atMostUs).toBeLessThan(995_000);
});
