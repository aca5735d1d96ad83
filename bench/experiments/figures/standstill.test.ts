import { expect, test } from 'vitest';
import type { Journey } from '../trial/journey.ts';
import { longestStandstill, standstillsOf } from './standstill.ts';

const all = { from: 0, to: 100 };
const due = (intended: number, completed: number | null) => ({ intended, completed });

test('nothing stands still while no order is due', () => {
  expect(longestStandstill([], all)).toBe(0);
  expect(longestStandstill([due(10, 12), due(90, 93)], all)).toBe(3);
});

test('it lasts from a completion, or from the first order due, to the next completion', () => {
  expect(longestStandstill([due(10, 20), due(11, 50), due(12, 52)], all)).toBe(30);
  expect(longestStandstill([due(10, 40), due(30, 41)], all)).toBe(30);
});

test('an order that is never completed waits to the end', () => {
  expect(longestStandstill([due(10, 20), due(15, null)], all)).toBe(80);
});

test('what was over before the span does not count, what reaches into it counts whole', () => {
  const orders = [due(0, 40), due(50, 70), due(80, 81)];
  expect(longestStandstill(orders, { from: 45, to: 100 })).toBe(20);
  expect(longestStandstill(orders, { from: 60, to: 100 })).toBe(20);
  expect(longestStandstill(orders, { from: 75, to: 100 })).toBe(1);
});

test('one partition may stand still while the others go on', () => {
  const ms = 1000;
  const order = (orderId: string, intended: number, completed: number) =>
    ({ orderId, intended: intended * ms, completed: completed * ms, outcome: 'accepted' }) as Journey;
  const others = Array.from({ length: 10 }, (_, n) => order('a', n * 10, n * 10 + 2));
  const orders = [order('b', 0, 60), ...others];
  const span = { from: 0, to: 100 * ms };
  const partitionOf = (orderId: string) => orderId.length + orderId.charCodeAt(0);
  expect(standstillsOf({ partitionOf }, orders, span)).toEqual({ standstillMs: 10, partitionStandstillMs: 60 });
  expect(standstillsOf({}, orders, span)).toEqual({ standstillMs: 10, partitionStandstillMs: null });
});
