import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Operation } from '../../record/history.ts';
import { nowUs } from '../../record/recorder.ts';
import type { BareTarget, Written } from './bare/bare.ts';
import { writeAlong } from './write-along.ts';

/** Answers each write after a while, as it is told. */
function target(answer: (ids: readonly string[], turn: number) => Promise<Written[]>) {
  const turns: (readonly string[])[] = [];
  const writing: BareTarget = {
    write: (ids) => answer(ids, turns.push(ids)),
    close: async () => {},
  };
  return { writing, turns };
}

function along(writing: BareTarget, seconds: number) {
  const history: Operation[] = [];
  const startUs = nowUs();
  const ends = { us: startUs + seconds * 1e6 };
  const told = { trial: 't', setting: { name: 's' }, survives: true, ratePerSecond: 100, startUs, ends };
  return { history, ends, startUs, done: writeAlong(writing, told, history) };
}

test('records that fall due while an answer is waited for are written together, each once, at their intended times', async () => {
  const { writing, turns } = target(async (ids, turn) => {
    await setTimeout(turn === 1 ? 200 : 1);
    return ids.map(() => ({ type: 'ok' }));
  });
  const { done, startUs } = along(writing, 0.395); // not at the very moment of one
  const records = await done;
  expect(records.map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, n) => `s-${n}`));
  expect(turns.flat()).toEqual(records.map(({ id }) => id));
  expect(turns[1]!.length).toBeGreaterThan(10);
  expect(records[20]!.intended).toBe(startUs + 200_000);
});

test('what failed is told and not written again, and the history has both sides of each record', async () => {
  const { writing, turns } = target(async (ids) => ids.map(() => ({ type: 'info', error: 'timeout' })));
  const { done, history } = along(writing, 0.1);
  const records = await done;
  expect(turns.flat()).toHaveLength(records.length);
  expect(history.filter(({ type }) => type === 'invoke')).toHaveLength(records.length);
  expect(history.find(({ type }) => type === 'info')?.value).toEqual({ error: 'timeout' });
});

test('an end that is told while it goes on ends it', async () => {
  const { writing } = target(async (ids) => ids.map(() => ({ type: 'ok' })));
  const { done, ends } = along(writing, 1000);
  ends.us = nowUs() + 50_000;
  expect((await done).length).toBeLessThan(20);
});
