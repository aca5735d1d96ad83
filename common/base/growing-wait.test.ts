import { expect, test } from 'vitest';
import { growingWaitMs } from './growing-wait.ts';

const policy = { firstWaitMs: 250, longestWaitMs: 10_000 };

test('a wait doubles with each failure, up to the longest, however many there were', () => {
  const waits = [1, 2, 3, 6, 7, 5000].map((failures) => growingWaitMs(policy, failures));
  expect(waits).toEqual([250, 500, 1000, 8000, 10_000, 10_000]);
});

test('the share that is drawn is taken off, and nothing else', () => {
  const waits = [0, 0.5, 0.999].map((chance) => growingWaitMs({ ...policy, drawn: 0.5 }, 2, () => chance));
  expect(waits).toEqual([500, 375, 250]);
  expect(growingWaitMs({ ...policy, drawn: 1 }, 1, () => 0.9999)).toBe(0);
});

test('a wait is whole milliseconds, as a bigint of PostgreSQL must be', () => {
  for (let failures = 1; failures < 20; failures++) {
    expect(growingWaitMs({ firstWaitMs: 333, longestWaitMs: 77_777, drawn: 1 }, failures)).toSatisfy(Number.isInteger);
  }
});
