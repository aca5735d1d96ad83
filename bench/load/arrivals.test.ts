import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../measure/random.ts';
import { arrivalsOf } from './arrivals.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 40 });

describe('arrivals', () => {
  test('of a Poisson load come at the mean rate, within five standard deviations', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 50, max: 3000 }), (seed, rate) => {
        const count = arrivalsOf('poisson', rate, 4, seededRandom(seed, 'a')).length;
        expect(Math.abs(count - 4 * rate)).toBeLessThan(5 * Math.sqrt(4 * rate));
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test('of a Poisson load have exponential gaps: their standard deviation is their mean', () => {
    const times = arrivalsOf('poisson', 1000, 40, seededRandom(7, 'a'));
    const gaps = times.subarray(1).map((time, n) => time - (times[n] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(mean).toBeCloseTo(1e6, -4.5);
    expect(deviation / mean).toBeGreaterThan(0.97);
    expect(deviation / mean).toBeLessThan(1.03);
  });

  test('ascend and stay within their seconds, whatever the seed', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom('poisson' as const, 'uniform' as const), (seed, kind) => {
        const times = arrivalsOf(kind, 300, 1.5, seededRandom(seed, 'a'));
        expect(times).toEqual(times.slice().sort());
        expect(times.at(-1) ?? 0).toBeLessThan(1.5e9);
      }),
      { numRuns: 50 },
    );
  });

  test('of a uniform load are equally spaced from zero', () => {
    expect([...arrivalsOf('uniform', 4, 1.25, seededRandom(1, 'a'))]).toEqual([0, 0.25e9, 0.5e9, 0.75e9, 1e9]);
  });

  test('do not happen at a rate of zero', () => {
    expect(arrivalsOf('poisson', 0, 5, seededRandom(1, 'a'))).toHaveLength(0);
    expect(arrivalsOf('uniform', 0, 5, seededRandom(1, 'a'))).toHaveLength(0);
  });

  test('are the same for the same seed and different for another', () => {
    const draw = (seed: number, stream: string) => [...arrivalsOf('poisson', 100, 1, seededRandom(seed, stream))];
    expect(draw(1, 'a')).toEqual(draw(1, 'a'));
    expect(draw(2, 'a')).not.toEqual(draw(1, 'a'));
    expect(draw(1, 'b')).not.toEqual(draw(1, 'a'));
  });
});
