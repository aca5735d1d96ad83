import { expect, test } from 'vitest';
import type { LoadResult } from '../../load/load-result.ts';
import { Latencies } from '../../measure/latencies.ts';
import { quantileOf } from '../../measure/percentiles.ts';
import type { Journey } from '../trial/journey.ts';
import { goodput, latenciesOf, perCoreSecond } from './trial-figures.ts';

const empty = new Latencies().encode();
const result = {
  histograms: { acceptance: empty, service: empty, connection: empty, sendDelay: empty, errors: empty },
} as LoadResult;

/** An order that was due at `due` and completed at `completed`, in microseconds. */
const journey = (due: number, completed: number | null, outcome: Journey['outcome'] = 'accepted'): Journey => ({
  key: `k-${due}`,
  intended: due,
  sent: due,
  answered: due + 10,
  outcome,
  orderId: `o-${due}`,
  completed,
});

test('an accepted order that was never completed is in the tail, as late as the trial could see', () => {
  const journeys = [journey(0, 100), journey(1, 101), journey(2, null)];
  const { completion } = latenciesOf(result, journeys, 5_000_002);
  expect(completion.histogram.totalCount).toBe(3);
  expect(quantileOf(completion, 1) / 5e6).toBeCloseTo(1, 2);
});

test('a request that was given up is in the tail, one that was refused or failed is not', () => {
  const journeys = [journey(0, null, 'failed'), journey(1, null, 'refused'), journey(2, null, 'timedOut')];
  const { completion } = latenciesOf(result, journeys, 1e6);
  expect(completion.histogram.totalCount).toBe(1);
});

test('a completion before its intended send is recorded, not dropped', () => {
  const { completion } = latenciesOf(result, [journey(100, 60)], 1e6);
  expect(completion.negative).toEqual({ count: 1, minUs: -40 });
});

test('goodput counts what was completed in the window, whenever it was due', () => {
  const journeys = [journey(0, 1.5e6), journey(1.2e6, 1.9e6), journey(1.8e6, 3.5e6), journey(1.9e6, null)];
  expect(goodput(journeys, 1e6, 2e6)).toBe(2);
});

test('orders per core-second leave out generator, bench and proxy', () => {
  const use = ['orders', 'kafka', 'generator', 'bench', 'proxy'].map((process) => ({
    process,
    cpuSeconds: 1,
    rssPeakMiB: 1,
  }));
  expect(perCoreSecond([journey(0, 1e6), journey(1, 1e6)], use, 0, 2e6)).toBe(1);
});
