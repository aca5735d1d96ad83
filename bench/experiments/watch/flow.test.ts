import { expect, test } from 'vitest';
import { flowOf } from './flow.ts';

/** Looked at every 200 ms. */
const seen = (...counts: number[]) => counts.map((handled, index) => ({ at: 200 * index, handled }));

test('a flow ends when the count last grew, however late somebody saw that nothing waits any more', () => {
  const early = flowOf(seen(0, 0, 100, 300, 500, 620));
  const late = flowOf(seen(0, 0, 100, 300, 500, 620, 620, 620, 620));
  expect(early).toEqual({ firstAt: 400, lastAt: 1000, perSecond: 1000 });
  expect(late).toEqual(early);
});

test('a pause inside is part of the flow', () => {
  expect(flowOf(seen(100, 300, 300, 500, 510))?.perSecond).toBe(667);
});

test('what was over within two looks has no rate, and what never flowed is no flow', () => {
  expect(flowOf(seen(0, 100, 300, 300))).toMatchObject({ firstAt: 200, lastAt: 400, perSecond: null });
  expect(flowOf(seen(300))).toMatchObject({ perSecond: null });
  expect(flowOf(seen(0, 0, 0))).toBeNull();
  expect(flowOf([])).toBeNull();
});
