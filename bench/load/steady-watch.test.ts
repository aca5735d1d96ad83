import { expect, test } from 'vitest';
import type { Phase } from './load-options.ts';
import type { SecondRow } from './load-result.ts';
import { SteadyWatch } from './steady-watch.ts';

const phases: Phase[] = [
  { name: 'warm-up', ratePerSecond: 200, seconds: 10, measured: false, endsWhenSteady: true },
  { name: 'load', ratePerSecond: 200, seconds: 5, measured: true },
];
const second = (phase: string, p50: number) =>
  ({ phase, offered: 200, accepted: 199, acceptanceP50Within: [p50, p50] as const }) as SecondRow;

test('a warm-up is left once, as soon as three seconds agree', () => {
  let left = 0;
  const watch = new SteadyWatch(phases, () => (left += 1));
  for (const p50 of [900, 500, 510, 505]) watch.see(second('warm-up', p50));
  expect(left).toBe(1);
  watch.see(second('warm-up', 505));
  watch.see(second('load', 505));
  expect(left).toBe(1);
  expect(watch.notSteady).toEqual([]);
});

test('a warm-up that never settles is told', () => {
  const watch = new SteadyWatch(phases, () => expect.unreachable('it is not steady'));
  for (const p50 of [900, 500, 800, 400, 700]) watch.see(second('warm-up', p50));
  watch.see(second('load', 600));
  expect(watch.notSteady).toEqual(['warm-up']);
});
