import { expect, test } from 'vitest';
import { finishedJourney } from '../testing/finished-journey.ts';
import type { Journey } from '../trial/journey.ts';
import { timelineOf } from './backlog.ts';

const S = 1e6;
const fault = { injected: 4 * S, healed: 10 * S, end: 20 * S, witness: 'held back' };

/** Forty orders a second for sixteen seconds; those due while the fault is on take 2 s, the others 5 ms. */
const orders = (answered: (due: number, completed: number) => number): Journey[] =>
  Array.from({ length: 640 }, (_, n) => {
    const due = n * 25_000;
    const wait = due >= fault.injected && due < fault.healed ? 2 * S : 5000;
    return { ...finishedJourney(n, due, wait), answered: answered(due, due + wait) };
  });

test('a mode that answers with the outcome has caught up no sooner than one that queues the same orders', () => {
  const call = timelineOf(
    orders((_, completed) => completed + 1000),
    0,
    fault,
  );
  const queue = timelineOf(
    orders((due) => due + 1000),
    0,
    fault,
  );
  expect([call.backlogPeak, queue.backlogPeak]).toEqual([0, 79]);
  expect([call.unfinishedPeak, call.oldestPeakMs]).toEqual([queue.unfinishedPeak, queue.oldestPeakMs]);
  expect(call.drainedMs).toBe(queue.drainedMs);
  expect(call.drainedMs).toBe(11_955); // one order is left of those held back, as many as before
});

test('the moment is that of the order that was finished, and no look at a clock', () => {
  const journeys = Array.from({ length: 15 }, (_, n) => finishedJourney(n, (n + 0.05) * S, n === 5 ? 7_123_000 : 5000));
  expect(timelineOf(journeys, 0, fault).drainedMs).toBe(5050 + 7123);
});

test('who is turned away waits no longer than until then', () => {
  const failed = orders((due) => due + 3000).map(
    (journey): Journey =>
      journey.intended >= fault.injected && journey.intended < fault.healed
        ? { ...journey, outcome: 'failed', completed: null }
        : journey,
  );
  expect(timelineOf(failed, 0, fault)).toMatchObject({ drainedMs: 10_000, unfinishedPeak: 1 });
});

test('what is never finished is never drained', () => {
  const lost = orders((due) => due + 1000).map((journey) =>
    journey.intended >= 9 * S ? { ...journey, completed: null } : journey,
  );
  expect(timelineOf(lost, 0, fault).drainedMs).toBeNull();
});

test('how slow the very first orders were says nothing of how many usually wait', () => {
  const first = (n: number) =>
    orders((due) => due + 1000).map((each) => (each.intended < n ? { ...each, completed: n } : each));
  const moments = [0, 0.5 * S, 1.5 * S].map((n) => timelineOf(first(n), 0, fault).drainedMs);
  expect(moments).toEqual([11_955, 11_955, 11_955]);
});

test('a fault that begins as soon as orders have settled is measured against what waited before that, too', () => {
  const soon = { ...fault, injected: 2.03 * S };
  const busy = Array.from({ length: 6400 }, (_, n) => {
    const due = n * 2500;
    return finishedJourney(n, due, due >= soon.injected && due < soon.healed ? 2 * S : 20_000);
  });
  expect(timelineOf(busy, 0, soon).drainedMs).toBeLessThan(12_100); // some eight are always under way
});
