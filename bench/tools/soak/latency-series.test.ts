import { expect, test } from 'vitest';
import type { Journey } from '../../experiments/trial/journey.ts';
import { latencySeries } from './latency-series.ts';

const order = (intended: number, ms: number, outcome: Journey['outcome'] = 'accepted'): Journey => ({
  key: `k-${intended}`,
  intended,
  sent: intended,
  answered: intended + ms * 1000,
  outcome,
  orderId: 'o',
  completed: outcome === 'accepted' ? intended + 2 * ms * 1000 : null,
});

test('latencies are told per period in which the orders were due, without those that were refused', () => {
  const journeys = [order(100, 4), order(500_000, 4), order(1_200_000, 8), order(1_300_000, 900, 'refused')];
  const series = latencySeries(journeys, 0, 1e6, 3);
  const values = Object.fromEntries(series.map(({ kind, of, values: told }) => [`${of} ${kind}`, told]));
  expect(values).toEqual({
    'acceptance p50-ms': [4, 8, null],
    'acceptance p99-ms': [4, 8, null],
    'completion p50-ms': [8, 16, null],
    'completion p99-ms': [8, 16, null],
  });
});
