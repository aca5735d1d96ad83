import { expect, test } from 'vitest';
import { Latencies } from '../measure/latencies.ts';
import { quantileOf } from '../measure/percentiles.ts';
import type { LoadOptions } from './load-options.ts';
import { problemWith } from './load-options.ts';
import type { LoadResult } from './load-result.ts';
import { resultOf } from './result-of.ts';
import { scheduleOf } from './schedule.ts';
import { mergedResult } from './shards.ts';
import { Tally } from './tally.ts';

const phase = { name: 'load', ratePerSecond: 400, seconds: 2, measured: true };
const options: LoadOptions = {
  urls: ['http://127.0.0.1:1/'],
  method: 'GET',
  headers: {},
  arrivals: 'poisson',
  phases: [{ ...phase, name: 'warm-up', ratePerSecond: 7, measured: false }, phase],
  seed: 5,
  timeoutMs: 1000,
  cutOffMs: 1000,
  workload: { kind: 'fixed', body: null, contentType: 'text/plain' },
};

test.each([1, 2, 3, 7])(
  '%i shards send between them what one generator would, each at its moment and none twice',
  (of) => {
    const whole = [...scheduleOf(options).offsetsNs];
    const shards = Array.from({ length: of }, (_, index) => scheduleOf({ ...options, shard: { index, of } }));
    expect(shards.flatMap(({ offsetsNs }) => [...offsetsNs]).toSorted((a, b) => a - b)).toEqual(whole);
    const counts = shards.map(({ offsetsNs }) => offsetsNs.length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    for (const { phases, offsetsNs } of shards) expect(phases.at(-1)?.end).toBe(offsetsNs.length);
  },
);

test('a shard that is none of them, and one of orders, whose numbers would meet, are refused', () => {
  expect(problemWith({ ...options, shard: { index: 2, of: 2 } })).toMatch(/^shard: /);
  const workload = { kind: 'orders', keyPrefix: 'a', skus: ['A'], maxLines: 1 } as const;
  expect(problemWith({ ...options, workload: { ...workload, skus: ['A'] }, shard: { index: 0, of: 2 } })).toMatch(
    /^shard: /,
  );
});

/** Of a generator whose requests took so many microseconds each. */
function resultWith(latenciesUs: number[], startedAt = '2026-01-01T00:00:00.000Z', cpuShare = 0.1): LoadResult {
  const tally = new Tally();
  for (const us of latenciesUs) {
    tally.sent(1, false);
    tally.handed(0);
    tally.ready(0, true);
    tally.ended({ count: 'accepted', type: 'ok', error: null }, us, us);
  }
  const row = { second: 0, phase: 'load', offered: latenciesUs.length, accepted: latenciesUs.length, errors: 0 };
  const series = [{ ...row, acceptanceP50Us: latenciesUs[0] ?? null, inFlight: 0, cpuShare, worstSendDelayUs: 0 }];
  const place = { phase, first: 0, end: latenciesUs.length, startNs: 0, endNs: 1e9 };
  return resultOf({
    startNs: 0,
    startedAt,
    stoppedEarly: false,
    phases: [{ place, tally }],
    series,
    connectionLimit: 10,
  });
}

test('percentiles of shards are those of all their requests together, and no mean of their own', () => {
  const quick = Array.from({ length: 900 }, () => 1000);
  const slow = Array.from({ length: 100 }, () => 100_000);
  const merged = mergedResult([resultWith(quick), resultWith(slow, undefined, 0.6)]);
  const one = resultWith([...quick, ...slow]);
  const [together, alone] = [merged, one].map(({ histograms }) => Latencies.decode(histograms.acceptance)) as [
    Latencies,
    Latencies,
  ];
  for (const quantile of [0.5, 0.89, 0.91, 0.99]) {
    expect(quantileOf(together, quantile)).toBe(quantileOf(alone, quantile));
  }
  expect(merged.counts).toEqual(one.counts);
  expect(merged.times).toEqual(one.times);
  expect(merged.phases[0]?.counts).toEqual(one.counts);
  expect(merged.series[0]).toMatchObject({ offered: 1000, accepted: 1000, acceptanceP50Us: null, cpuShare: 0.6 });
  expect(merged).toMatchObject({ cpuShare: 0.6, connectionLimit: 20, measuredSeconds: 1 });
});

test('generators that did not begin together sent no one schedule', () => {
  const late = resultWith([1], '2026-01-01T00:00:00.500Z');
  expect(() => mergedResult([resultWith([1]), late])).toThrow(/500 ms apart/);
});
