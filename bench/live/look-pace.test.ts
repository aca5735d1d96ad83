import { expect, test } from 'vitest';
import { LookPace } from './look-pace.ts';

/** At which of so many looks a second ends. */
function secondsIn(looks: number, changedBefore: number[]): number[] {
  const pace = new LookPace();
  return Array.from({ length: looks }, (_, look) => look).filter((look) => {
    if (changedBefore.includes(look)) pace.newLoad();
    pace.next();
    return pace.isEvery(1);
  });
}

test('every fourth look ends a second', () => {
  expect(secondsIn(13, [])).toEqual([0, 4, 8, 12]);
});

test.each([9, 10, 11, 12])('after a new load a second begins with the next look but one, at look %i', (look) => {
  expect(secondsIn(look + 6, [look]).slice(-2)).toEqual([look + 1, look + 5]);
});

test('while a knob is dragged, figures are told at least every two seconds', () => {
  const seconds = secondsIn(
    40,
    Array.from({ length: 40 }, (_, look) => look),
  );
  expect(seconds.length).toBeGreaterThanOrEqual(5);
});
