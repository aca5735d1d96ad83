import { expect, test } from 'vitest';
import { lastingCount } from './duplicate-watch.ts';

test('what a service had counted before it was killed stays counted', () => {
  const count = lastingCount();
  for (const value of [0, 3, 7, 0, 2]) count.see(value);
  expect(count.total()).toBe(9);
});

test('a count that only grows is itself', () => {
  const count = lastingCount();
  for (const value of [1, 1, 4]) count.see(value);
  expect(count.total()).toBe(4);
});
