import { expect, test } from 'vitest';
import { partsOf } from './load-json.ts';

const schedule = { urls: ['http://h/'], seed: 1 };
const part = (index: number, of: number, more: object = {}) =>
  JSON.stringify({ shard: { index, of }, schedule, startedAt: 'x', histograms: {}, phases: [], series: [], ...more });

test('the parts of one schedule belong together, in any order', () => {
  expect(partsOf([part(1, 2), part(0, 2)]).length).toBe(2);
});

test.each([
  ['a part that is missing', [part(0, 2)], /2\/2/],
  ['one that is there twice', [part(0, 2), part(0, 2)], /2\/2/],
  ['one too many', [part(0, 1), part(0, 2)], /Expected each of 1 parts once/],
  ['another schedule', [part(0, 2), part(1, 2, { schedule: { ...schedule, seed: 2 } })], /of one schedule/],
  ['a result of a whole load', [JSON.stringify({ startedAt: 'x', histograms: {}, phases: [], series: [] })], /shard/],
])('%s is refused', (_, texts, problem) => {
  expect(() => partsOf(texts)).toThrow(problem);
});
