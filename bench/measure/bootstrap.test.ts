import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparisonBeside, comparisonOf, ratioInterval } from './bootstrap.ts';
import { seededRandom } from './random.ts';

/** `blocks` paired figures whose true ratio is `ratio`, with 5% noise of their own and 20% shared within a block. */
function session(seed: number, blocks: number, ratio: number) {
  const random = seededRandom(seed, 'session');
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const shared = Array.from({ length: blocks }, () => Math.exp(0.2 * normal()));
  const a = shared.map((level) => 100 * ratio * level * Math.exp(0.05 * normal()));
  const b = shared.map((level) => 100 * level * Math.exp(0.05 * normal()));
  return ratioInterval(a, b, seed);
}

test.each([6, 8, 12])('the interval of %i blocks covers the true ratio in at least 91 of 100 sessions', (blocks) => {
  const covered = Array.from({ length: 400 }, (_, seed) => session(seed, blocks, 1.2)).filter(
    ({ low, high }) => low <= 1.2 && high >= 1.2,
  );
  expect(covered.length / 400).toBeGreaterThan(0.91);
});

test('a slowdown of 20% is shown with the right sign', () => {
  expect(comparisonOf(session(1, 8, 1.2))).toBe('greater');
  expect(comparisonOf(session(1, 8, 1 / 1.2))).toBe('smaller');
});

test('an interval that holds 1, or fewer than six blocks, show no difference', () => {
  expect(comparisonOf(session(1, 8, 1))).toBe('no difference shown');
  expect(session(1, 5, 2).conclusive).toBe(false);
  expect(comparisonOf(session(1, 5, 2))).toBe('no difference shown');
});

test('a ratio that the A/A control covers is no difference, whichever of the two is divided by the other', () => {
  const of = (ratio: number, low: number, high: number) => ({ ratio, low, high, blocks: 6, conclusive: true });
  const warmedUp = of(1.11, 1.0011, 1.33);
  expect(comparisonOf(warmedUp)).toBe('greater');
  for (const control of [of(1.02, 0.95, 1.12), of(0.98, 1 / 1.12, 1.05)]) {
    expect(comparisonBeside(warmedUp, control)).toBe('no difference shown');
    expect(comparisonBeside(of(1 / 1.11, 1 / 1.33, 1 / 1.0011), control)).toBe('no difference shown');
    expect(comparisonBeside(of(1.2, 1.1, 1.33), control)).toBe('greater');
    expect(comparisonBeside(of(1 / 1.2, 1 / 1.33, 1 / 1.1), control)).toBe('smaller');
    expect(comparisonBeside(of(1.2, 0.98, 1.33), control)).toBe('no difference shown');
  }
});

test('turned round it is the inverse, and it holds its ratio', () => {
  const figures = fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 7, maxLength: 7 });
  fc.assert(
    fc.property(figures, figures, (a, b) => {
      const one = ratioInterval(a, b, 5);
      const other = ratioInterval(b, a, 5);
      expect(one.low).toBeLessThanOrEqual(one.ratio * (1 + 1e-9));
      expect(one.high).toBeGreaterThanOrEqual(one.ratio * (1 - 1e-9));
      expect(other.low * one.high).toBeCloseTo(1, 6);
    }),
    { numRuns: 20 },
  );
});

test('figures that have no ratio are refused', () => {
  expect(() => ratioInterval([1, 2], [1], 1)).toThrow('2 and 1');
  expect(() => ratioInterval([1], [1], 1)).toThrow('at least 2 blocks');
  expect(() => ratioInterval([1, 0], [1, 1], 1)).toThrow('above zero');
});
