import { expect, test } from 'vitest';
import { rateAfter } from './late-comer.ts';

test('the first batch is on its way before anybody looks: its records are in no rate', () => {
  expect(rateAfter({ at: 1000, events: 3000 }, 13_000, 2000)).toBe(10_000);
});

test('what flowed for less than a fifth of a second has no rate, and nothing has none', () => {
  expect(rateAfter({ at: 1000, events: 10 }, 30_000, 1150)).toBeNull();
  expect(rateAfter(null, 0, 0)).toBeNull();
});
