import { expect, test } from 'vitest';
import { seededRandom } from '../../measure/random.ts';
import { ways } from '../../record/way-back-cell.ts';
import { scheduleOf } from './schedule.ts';

const of = (some: readonly (typeof ways)[number][], seed = 1) => scheduleOf(some, 200, 20, seededRandom(seed, 'ways'));
const four = ways.filter((way) => way !== 'answer');

test('a mode with one way places as many orders as one with four, of which each has as many', () => {
  expect(of(['answer'])).toHaveLength(4000);
  const all = of(four);
  expect(all).toHaveLength(4000);
  for (const way of four) expect(all.filter((one) => one.way === way)).toHaveLength(1000);
});

test('no two leave at once, nor on a grid, and each way is as often in each place of a round', () => {
  const all = of(four);
  const gaps = all.slice(1).map(({ atMs }, n) => atMs - (all[n]?.atMs ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(0);
  expect(new Set(gaps.map(Math.round)).size).toBeGreaterThan(5);
  expect(all.at(-1)?.atMs).toBeLessThan(20_000);
  for (const way of four) {
    const place = all.flatMap((one, n) => (one.way === way ? n % four.length : []));
    for (let slot = 0; slot < four.length; slot++) {
      expect(place.filter((at) => at === slot).length / place.length).toBeCloseTo(0.25, 1);
    }
  }
});

test('the order is drawn from the seed', () => {
  expect(of(four)).toEqual(of(four));
  expect(of(four, 2)).not.toEqual(of(four));
});
