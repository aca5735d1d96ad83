import { expect, test } from 'vitest';
import { finishedJourney } from '../testing/finished-journey.ts';
import type { Journey } from '../trial/journey.ts';
import { unfinishedAt, unfinishedGrowth, unfinishedSlope } from './unfinished-growth.ts';

/** `perSecond` orders for ten seconds; each is answered after 1 ms and completed after what `waits` says, in seconds. */
const journeys = (perSecond: number, waits: (due: number) => number | null): Journey[] =>
  Array.from({ length: perSecond * 10 }, (_, n) => {
    const due = n / perSecond;
    const wait = waits(due);
    return finishedJourney(n, due * 1e6, wait === null ? null : wait * 1e6);
  });

test('a backlog that neither grows nor shrinks has slope 0', () => {
  expect(
    unfinishedSlope(
      journeys(100, () => 0.2),
      1e6,
      10e6,
    ),
  ).toBeCloseTo(0, 1);
});

test('where a fifth of the orders are served late and later, the backlog grows by a fifth of the rate', () => {
  // 100/s come and 80/s are served: the order due at x is completed at x * 100/80.
  expect(
    unfinishedSlope(
      journeys(100, (due) => due * 0.25),
      0,
      10e6,
    ),
  ).toBeCloseTo(20, 0);
});

test('orders that are never completed stay in the backlog', () => {
  expect(
    unfinishedSlope(
      journeys(50, () => null),
      0,
      10e6,
    ),
  ).toBeCloseTo(50, 0);
});

test('orders that wait for their answer count like those in a queue, and who is turned away waits no longer', () => {
  const slow = journeys(100, (due) => due * 0.25).map((journey) => ({ ...journey, answered: journey.completed }));
  expect(unfinishedSlope(slow, 0, 10e6)).toBeCloseTo(20, 0);
  const refused = slow.map((journey): Journey => ({ ...journey, outcome: 'failed', answered: journey.intended + 1e5 }));
  expect(unfinishedSlope(refused, 0, 10e6)).toBeCloseTo(0, 0);
});

test('what is due and not finished at a moment is what came in the time that an order takes', () => {
  const steady = journeys(100, () => 0.2);
  expect(unfinishedAt(steady, 5.005e6)).toBe(20);
  expect(
    unfinishedAt(
      journeys(100, () => null),
      5.005e6,
    ),
  ).toBe(501);
});

test('half a second is too short to tell', () => {
  expect(unfinishedSlope([], 0, 3e5)).toBeNull();
});

test('a steady growth is sure, a pile that comes and goes is not', () => {
  const growing = journeys(100, (due) => due * 0.25);
  expect(unfinishedGrowth(growing, 0, 3e6)?.atLeast).toBeGreaterThan(15);
  const stalled = journeys(100, (due) => (due >= 2 && due < 2.5 ? 2.5 - due : 0.02));
  expect(unfinishedSlope(stalled, 0, 3e6)).toBeGreaterThan(1);
  expect(unfinishedGrowth(stalled, 0, 3e6)?.atLeast).toBeLessThan(1);
  expect(unfinishedGrowth(growing, 0, 1e6)?.atLeast).toBeNull(); // too short to tell
});

test('the bound is never above the growth, even where the pile goes after the last whole half second', () => {
  const made = journeys(100, (due) => (due < 2.4 ? due * 0.25 : Math.max(0.01, 3.05 - due)));
  const { slope, atLeast } = unfinishedGrowth(made, 0, 3.39e6) ?? expect.unreachable();
  expect(atLeast).toBeLessThanOrEqual(slope);
});
