import { expect, test } from 'vitest';
import { cancelled } from '../cancelled.ts';
import { corruptions } from '../testing/corruptions.ts';
import { goodHistory } from '../testing/good-history.ts';

test('is no matter where nobody cancels', () => {
  const seeds = Array.from({ length: 30 }, (_, seed) => goodHistory({ seed }));
  const without = seeds.filter(({ final }) => !final?.orders.some(({ reason }) => reason === 'cancelled'));
  expect(without.length).toBeGreaterThan(0);
  for (const evidence of without) expect(cancelled.check(evidence).outcome).toBe('not-applicable');
});

test('holds where cancelled orders hold nothing, and what was answered is so', () => {
  const seeds = Array.from({ length: 60 }, (_, seed) => goodHistory({ seed }));
  const outcomes = seeds.map((evidence) => cancelled.check(evidence).outcome);
  expect(new Set(outcomes)).toEqual(new Set(['holds', 'not-applicable']));
  expect(corruptions.get('cancelled')?.length).toBeGreaterThanOrEqual(3);
});
