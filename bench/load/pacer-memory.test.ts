import { expect, test } from 'vitest';
import { aheadNs } from './pacer-memory.ts';

test('it is rung ahead for a tenth of the gap at most, for half a millisecond at most, and not at all after a short gap', () => {
  const offsets = Float64Array.of(2e6, 2.9e6, 5.9e6, 45.9e6);
  expect([...offsets.keys()].map((n) => aheadNs(offsets, n))).toEqual([200_000, 0, 300_000, 500_000]);
});

test('what is not drawn yet is rung for at no time', () => {
  const offsets = Float64Array.of(1e6, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  for (const n of [1, 2]) expect((offsets[n] ?? 0) - aheadNs(offsets, n)).toBe(Number.POSITIVE_INFINITY);
});
