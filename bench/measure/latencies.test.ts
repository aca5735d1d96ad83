import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Latencies, mergeLatencies } from './latencies.ts';
import { highestQuantile, percentilesOf, quantileOf, samplesNeeded } from './percentiles.ts';

const values = fc.array(fc.integer({ min: -1000, max: 5_000_000 }), { minLength: 1, maxLength: 200 });
const of = (recorded: readonly number[]) => {
  const latencies = new Latencies();
  for (const value of recorded) latencies.record(value);
  return latencies;
};

test('encoding and decoding keeps every quantile within 0.1%, and what is negative', () => {
  fc.assert(
    fc.property(values, (recorded) => {
      const before = of(recorded);
      const after = Latencies.decode(structuredClone(before.encode()));
      expect(after.histogram.totalCount).toBe(recorded.length);
      expect(after.negative).toEqual(before.negative);
      for (const quantile of [0.5, 0.9, 1]) {
        const exact = quantileOf(before, quantile);
        expect(Math.abs(quantileOf(after, quantile) - exact)).toBeLessThanOrEqual(exact * 0.001 + 1);
      }
    }),
  );
});

test('merging is recording everything in one', () => {
  fc.assert(
    fc.property(values, values, (one, two) => {
      const merged = mergeLatencies([of(one), Latencies.decode(of(two).encode())]);
      const whole = of([...one, ...two]);
      expect(merged.histogram.totalCount).toBe(whole.histogram.totalCount);
      expect(merged.negative).toEqual(whole.negative);
      expect(merged.histogram.getValueAtPercentile(50)).toBe(whole.histogram.getValueAtPercentile(50));
    }),
  );
});

test('a negative difference is a sample, counted, and its minimum kept', () => {
  const latencies = of([-3, -70, 10]);
  expect(latencies.negative).toEqual({ count: 2, minUs: -70 });
  expect(latencies.histogram.totalCount).toBe(3);
  expect(() => latencies.record(Number.NaN)).toThrow('expected a latency');
});

test('more than an hour still fits', () => {
  expect(of([7_200_000_000]).histogram.maxValue).toBe(7_200_000_000);
});

test('a percentile is told only from 100/(1-q) samples on', () => {
  expect([0.5, 0.9, 0.99, 0.999].map(samplesNeeded)).toEqual([200, 1000, 10_000, 100_000]);
  expect([0, 100, 200, 10_000].map(highestQuantile)).toEqual([0, 0, 0.5, 0.99]);
  const first = (count: number) => of(Array.from({ length: count }, (_, n) => n + 1));
  expect(percentilesOf(first(199))).toMatchObject({ samples: 199, p50: null, max: 199, mean: 100 });
  expect(percentilesOf(first(200))).toMatchObject({ p50: 100, p90: null });
  const { p90, p99, p999 } = percentilesOf(first(10_000));
  expect(p90).toBeGreaterThanOrEqual(9000);
  expect(p90).toBeLessThanOrEqual(9008);
  expect(p99).not.toBeNull();
  expect(p999).toBeNull();
  expect(percentilesOf(new Latencies())).toEqual({
    samples: 0,
    p50: null,
    p90: null,
    p99: null,
    p999: null,
    max: null,
    mean: null,
  });
});
