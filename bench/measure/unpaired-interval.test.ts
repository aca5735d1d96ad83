import { expect, test } from 'vitest';
import { comparisonOf } from './bootstrap.ts';
import { seededRandom } from './random.ts';
import { type SessionFigures, unpairedInterval } from './unpaired-interval.ts';

/** Six blocks at a level, each trial with noise of its own, and one A/A pair in each block. */
function session(seed: number, level: number, sigma: number): SessionFigures {
  const random = seededRandom(seed, 'made-up session');
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const blocks = Array.from({ length: 6 }, () => normal());
  return {
    figures: blocks.map((noise) => level * Math.exp(sigma * noise)),
    noise: blocks.map(() => sigma * (normal() - normal())),
  };
}

const seeds = Array.from({ length: 120 }, (_, seed) => seed);

test.each([0.02, 0.15])('sessions of the same system at noise %f differ in fewer than 5 of 100 seeds', (sigma) => {
  const shown = seeds.filter((seed) => {
    const interval = unpairedInterval(session(2 * seed, 10, sigma), session(2 * seed + 1, 10, sigma), seed);
    return comparisonOf(interval) !== 'no difference shown';
  });
  expect(shown.length / seeds.length).toBeLessThan(0.05);
});

test('a session that drifted as far as its A/A pairs do is still no difference', () => {
  const drifted = seeds.filter((seed) => {
    const drift = Math.exp(0.05 * (seed % 2 === 0 ? 1 : -1) * 0.5);
    const interval = unpairedInterval(session(2 * seed, 10, 0.05), session(2 * seed + 1, 10 * drift, 0.05), seed);
    return comparisonOf(interval) !== 'no difference shown';
  });
  expect(drifted.length / seeds.length).toBeLessThan(0.05);
});

test('20% slower is shown as greater, and the interval holds 1.2', () => {
  const intervals = seeds.map((seed) =>
    unpairedInterval(session(2 * seed, 10, 0.03), session(2 * seed + 1, 12, 0.03), seed),
  );
  const share = (of: typeof intervals) => of.length / intervals.length;
  expect(share(intervals.filter((interval) => comparisonOf(interval) === 'greater'))).toBeGreaterThan(0.99);
  expect(share(intervals.filter((interval) => comparisonOf(interval) === 'smaller'))).toBe(0);
  expect(share(intervals.filter(({ low, high }) => low <= 1.2 && high >= 1.2))).toBeGreaterThan(0.95);
});

test('fewer than six blocks show nothing, and figures that have no ratio are refused', () => {
  const few = { figures: [10, 10.1, 10.2], noise: [0.01, -0.01, 0] };
  const twice = { figures: [20, 20.1, 20.2], noise: [0.01, -0.01, 0] };
  expect(comparisonOf(unpairedInterval(few, twice, 1))).toBe('no difference shown');
  expect(() => unpairedInterval({ ...few, figures: [1] }, twice, 1)).toThrow('at least 2 blocks');
  expect(() => unpairedInterval({ ...few, noise: [] }, twice, 1)).toThrow('A/A pair');
  expect(() => unpairedInterval({ ...few, figures: [1, 0] }, twice, 1)).toThrow('above zero');
});
