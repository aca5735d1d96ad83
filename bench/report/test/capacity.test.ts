import { expect, test } from 'vitest';
import { stepWords } from '../words/reason-words.ts';

const grew = (perSecond: number, atLeast: number | null) =>
  stepWords({ kind: 'broke', by: [{ kind: 'backlog', perSecond, atLeast }] });

test('the bound of a growth is told with it, and none that lies above the growth itself', () => {
  expect(grew(405.06, 296.17)).toContain('grew by 405.06 per second (with 95% confidence by 296.17 or more)');
  expect(grew(383.79, 457.99)).toBe('the orders due and not finished grew by 383.79 per second');
  expect(grew(20, null)).toBe('the orders due and not finished grew by 20 per second');
});
