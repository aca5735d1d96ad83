import { expect, test } from 'vitest';
import { fanOutLoads } from './fan-out-loads.ts';

const counts = [0, 2, 5, 10];
const of = (block: number) => fanOutLoads(counts, block, { ratePerSecond: 50, seconds: 8 });
const orders = [1, 2, 3, 4].map((block) => of(block).flatMap(({ listeners }) => listeners ?? []));

test('before anything is measured the lab carries a load of which nothing is used', () => {
  const [first, ...others] = of(1);
  expect(first?.listeners).toBeNull();
  expect(first?.phases.reduce((sum, { seconds }) => sum + seconds, 0)).toBeGreaterThanOrEqual(8);
  expect(others.every(({ listeners }) => listeners !== null)).toBe(true);
});

test('no load places the orders of another one again', () => {
  const names = of(1).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('over the blocks each number of listeners comes once in each place, and once behind each other one', () => {
  for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual(counts);
  for (const place of counts.keys()) expect(new Set(orders.map((order) => order[place])).size).toBe(counts.length);
  const pairs = orders.flatMap((order) => order.slice(1).map((count, n) => `${order[n]} ${count}`));
  expect(new Set(pairs).size).toBe(counts.length * (counts.length - 1));
});
