import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runsOf } from './runs-of.ts';

test('neighbours become one run', () => {
  expect(runsOf([1, 2, 3, 7, 9, 10])).toEqual([
    [1, 3],
    [7, 7],
    [9, 10],
  ]);
});

test('runs hold the same numbers, none more and none less', () => {
  const ascending = fc.uniqueArray(fc.nat(200)).map((values) => values.sort((a, b) => a - b));
  fc.assert(
    fc.property(ascending, (values) => {
      const held = runsOf(values).flatMap(([first, last]) => {
        return Array.from({ length: last - first + 1 }, (_, n) => first + n);
      });
      expect(held).toEqual(values);
    }),
  );
});
