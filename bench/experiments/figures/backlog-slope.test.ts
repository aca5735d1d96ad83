import { expect, test } from 'vitest';
import { finishedJourney } from '../testing/finished-journey.ts';
import type { Journey } from '../trial/journey.ts';
import { backlogGrowth, backlogSlope } from './backlog-slope.ts';

/** `perSecond` orders for ten seconds; each is answered after 1 ms and completed after what `waits` says, in seconds. */
const journeys = (perSecond: number, waits: (due: number) => number | null): Journey[] =>
  Array.from({ length: perSecond * 10 }, (_, n) => {
    const due = n / perSecond;
    const wait = waits(due);
    return finishedJourney(n, due * 1e6, wait === null ? null : wait * 1e6);
  });

test('a backlog that neither grows nor shrinks has slope 0', () => {
  expect(
    backlogSlope(
      journeys(100, () => 0.2),
      1e6,
      10e6,
    ),
  ).toBeCloseTo(0, 1);
});

test('where a fifth of the orders are served late and later, the backlog grows by a fifth of the rate', () => {
  // 100/s come and 80/s are served: the order due at x is completed at x * 100/80.
  expect(
    backlogSlope(
      journeys(100, (due) => due * 0.25),
      0,
      10e6,
    ),
  ).toBeCloseTo(20, 0);
});

test('orders that are never completed stay in the backlog', () => {
  expect(
    backlogSlope(
      journeys(50, () => null),
      0,
      10e6,
    ),
  ).toBeCloseTo(50, 0);
});

test('since their due time, orders that wait for an answer count as well', () => {
  const slow = journeys(100, (due) => due * 0.25).map((journey) => ({ ...journey, answered: journey.completed }));
  expect(backlogSlope(slow, 0, 10e6, 'answered')).toBeCloseTo(0, 1);
  expect(backlogSlope(slow, 0, 10e6, 'intended')).toBeCloseTo(20, 0);
});

test('half a second is too short to tell', () => {
  expect(backlogSlope([], 0, 3e5)).toBeNull();
});

test('a steady growth is sure, a pile that comes and goes is not', () => {
  const growing = journeys(100, (due) => due * 0.25);
  expect(backlogGrowth(growing, 0, 3e6, 'intended')?.atLeast).toBeGreaterThan(15);
  const stalled = journeys(100, (due) => (due >= 2 && due < 2.5 ? 2.5 - due : 0.02));
  expect(backlogSlope(stalled, 0, 3e6, 'intended')).toBeGreaterThan(1);
  expect(backlogGrowth(stalled, 0, 3e6, 'intended')?.atLeast).toBeLessThan(1);
  expect(backlogGrowth(growing, 0, 1e6, 'intended')?.atLeast).toBe(0); // too short to tell
});
