import { expect, test } from 'vitest';
import { comparisonBeside } from '../../measure/bootstrap.ts';
import { aheadIn } from './ahead.ts';
import type { AnswerCell } from './answers.ts';

const question = { kind: 'compared', metric: 'completion p50', ratePerSecond: 100 } as const;
const one: AnswerCell = { kind: 'one' };
const ratio = (low: number, high: number, conclusive = true, noise = 1.01): AnswerCell => {
  const interval = { ratio: Math.sqrt(low * high), low, high, blocks: 6, conclusive };
  const control = { ratio: 1, low: 1 / noise, high: noise, blocks: 6, conclusive: true };
  return { kind: 'ratio', interval, result: comparisonBeside(interval, control) };
};
const compared = (...cells: AnswerCell[]) => aheadIn({ question, from: 'latency', cells });

test('the first is ahead of those that surely take longer', () => {
  expect(compared(one, ratio(1.2, 1.4), ratio(2, 3))).toEqual([0]);
});

test('one that surely takes less is ahead of the first', () => {
  expect(compared(one, ratio(0.5, 0.7), ratio(2, 3))).toEqual([1]);
});

test('an interval that contains 1 puts nobody behind', () => {
  expect(compared(one, ratio(0.9, 1.1), ratio(0.8, 1.3))).toBeNull();
  expect(compared(one, ratio(0.9, 1.1), ratio(2, 3))).toEqual([0, 1]);
});

test('what too few blocks show puts nobody behind', () => {
  expect(compared(one, ratio(2, 3, false), ratio(2, 3, false))).toBeNull();
});

test('what the A/A control covers puts nobody behind', () => {
  expect(compared(one, ratio(1.01, 1.2, true, 1.2), ratio(2, 3))).toEqual([0, 1]);
  expect(compared(one, ratio(1.01, 1.2, true, 1.2), ratio(1.01, 1.2, true, 1.2))).toBeNull();
});

test('what is described and never ranked has nobody ahead', () => {
  const cells: AnswerCell[] = [
    { kind: 'times', half: 1, most: 2 },
    { kind: 'times', half: 100, most: 200 },
  ];
  for (const kind of ['answered', 'finished'] as const)
    expect(aheadIn({ question: { kind, ratePerSecond: 100, most: 0.99 }, from: 'latency', cells })).toBeNull();
});

test('who keeps the past itself is ahead of who can only make the result anew', () => {
  const of = (past: 'medium' | 'beside' | 'no'): AnswerCell => ({
    kind: 'rebuilt',
    equal: 1,
    of: 1,
    again: 0,
    rows: 0,
    removed: 0,
    past,
  });
  expect(
    aheadIn({ question: { kind: 'past' }, from: 'replay', cells: [of('no'), of('beside'), of('medium')] }),
  ).toEqual([2]);
  expect(aheadIn({ question: { kind: 'past' }, from: 'replay', cells: [of('medium'), of('medium')] })).toBeNull();
});
