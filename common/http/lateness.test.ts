import { expect, test } from 'vitest';
import { createLateness } from './lateness.ts';

function turning() {
  let atMs = 1000;
  let ends: (() => void)[] = [];
  const isLate = createLateness(100, { nowMs: () => atMs, afterTurn: (then) => void ends.push(then) });
  return {
    isLate,
    pass: (ms: number) => void (atMs += ms),
    nextTurn() {
      const due = ends;
      ends = [];
      for (const end of due) end();
      return due.length;
    },
  };
}

test('whoever comes late in a long turn is late, and the first of the next turn is not', () => {
  const { isLate, pass, nextTurn } = turning();
  expect(isLate()).toBe(false);
  pass(100);
  expect(isLate()).toBe(false);
  pass(1);
  expect(isLate()).toBe(true);
  nextTurn();
  expect(isLate()).toBe(false);
});

test('a pause between turns makes nobody late: a stall is no overload', () => {
  const { isLate, pass, nextTurn } = turning();
  isLate();
  nextTurn();
  pass(2000);
  expect(isLate()).toBe(false);
});

test('a turn is watched once, however many requests it hands out', () => {
  const { isLate, nextTurn } = turning();
  for (let request = 0; request < 100; request++) isLate();
  expect(nextTurn()).toBe(1);
  expect(nextTurn()).toBe(0);
});
