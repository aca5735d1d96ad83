import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createPicks } from './picks.ts';
import { parseWorkTime, type WorkTime } from './work-time.ts';

const work = parseWorkTime('5ms') as WorkTime;

test('who asks again under the same key, meanwhile or later, is told so and nothing is done twice', async () => {
  const picks = createPicks(work, 1);
  for (const _ of [1, 2]) picks.called('A');
  await Promise.all([picks.pick('A', 'key'), picks.pick('A', 'key')]);
  picks.called('A');
  await Promise.race([picks.pick('A', 'key'), setTimeout(0).then(() => setTimeout(0))]);
  expect(picks.ofOrders()).toEqual({ A: { calls: 3, effects: 1 } });
});

test('who asks under another key, or none, has it done once more: that is seen in the books', async () => {
  const picks = createPicks(work, 1);
  await Promise.all([picks.pick('A', 'one'), picks.pick('A', 'two'), picks.pick('B', undefined)]);
  await picks.pick('B', undefined);
  expect(picks.ofOrders()).toEqual({ A: { calls: 0, effects: 2 }, B: { calls: 0, effects: 2 } });
  expect([picks.underWay(), picks.mostAtOnce()]).toEqual([0, 3]);
});

test('an order takes what is asked for at the time', async () => {
  const picks = createPicks(parseWorkTime('60s') as WorkTime, 1);
  picks.take(work);
  await picks.pick('A', 'key');
  expect(picks.ofOrders()).toEqual({ A: { calls: 0, effects: 1 } });
});

test('an order that takes no time waits for no timer', async () => {
  const picks = createPicks(parseWorkTime('0ms') as WorkTime, 1);
  await Promise.race([
    picks.pick('A', 'key'),
    new Promise((_, late) => setImmediate(() => late(new Error('it waited')))),
  ]);
  expect(picks.load().done).toBe(1);
});

test('how busy it was is the time of every order, also of those that are under way', async () => {
  const slow = createPicks(parseWorkTime('100ms') as WorkTime, 1);
  const both = Promise.all([slow.pick('A', 'A'), slow.pick('B', 'B')]);
  await setTimeout(50);
  const { atWorkSeconds, done } = slow.load();
  expect(done).toBe(0);
  expect(atWorkSeconds).toBeGreaterThan(0.09);
  await both;
  expect(slow.load().done).toBe(2);
  expect(slow.load().atWorkSeconds).toBeGreaterThan(0.195);
});
