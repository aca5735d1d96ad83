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

test('orders that were refused were asked for: nothing moved until one is completed, or until the last was told no', () => {
  const no = (intended: number) => ({ intended, completed: null, toldNo: intended + 1 });
  const refused = Array.from({ length: 8 }, (_, n) => no(10 + n * 5));
  expect(longestStandstill([due(8, 9), ...refused, due(60, 62)], all)).toBe(52);
  expect(longestStandstill([due(8, 9), ...refused], all)).toBe(36);
  expect(longestStandstill([due(8, 9), no(10), due(11, 12), due(90, 91)], all)).toBe(2);
});

test('a killed service whose callers are all answered 503 stands as still as one that lets orders wait', () => {
  const S = 1e6;
  const journeys = (during: (intended: number) => Partial<Journey>) =>
    Array.from({ length: 100 }, (_, n) => {
      const intended = n * S;
      const usual = { answered: intended + 5000, completed: intended + 9000, outcome: 'accepted', orderId: 'o' };
      return { intended, ...usual, ...(n > 20 && n < 80 ? during(intended) : {}) } as Journey;
    });
  const span = { from: 21 * S, to: 101 * S };
  const refused = standstillsOf(
    {},
    journeys(() => ({ outcome: 'failed', orderId: null, completed: null })),
    span,
  );
  const waiting = standstillsOf(
    {},
    journeys(() => ({ completed: 80 * S + 5000 })),
    span,
  );
  expect(refused.standstillMs).toBe(59_009);
  expect(waiting.standstillMs).toBe(59_005);
  const kafka = standstillsOf(
    { partitionOf: () => 0 },
    journeys(() => ({ outcome: 'refused', orderId: null, completed: null })),
    span,
  );
  expect(kafka.partitionStandstillMs).toBe(59_009);
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
