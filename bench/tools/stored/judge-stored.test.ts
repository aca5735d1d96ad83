import { expect, test } from 'vitest';
import { judgeStored } from './judge-stored.ts';

const sample = (orders: number, block: number, more: { ms?: number; cpu?: number; notCompleted?: number } = {}) => ({
  mode: 'sync-rest',
  orders,
  block,
  accepted: 2000,
  notCompleted: more.notCompleted ?? 0,
  completionP50Ms: more.ms ?? 4,
  cpuMsPerOrder: more.cpu ?? 2,
  memoryMiB: 300,
  readyAfterMs: 900,
});
const blocks = (more: { ms?: number; cpu?: number }) =>
  [1, 2, 3].flatMap((block) => [sample(1000, block), sample(1_000_000, block, more)]);

test('what costs the same beside more stored orders is flat, also under noise', () => {
  expect(judgeStored(blocks({ ms: 4.4, cpu: 2.1 })).reasons).toEqual([]);
  const oneBad = [...blocks({}), sample(1_000_000, 4, { ms: 40 }), sample(1000, 4)];
  expect(judgeStored(oneBad).reasons).toEqual([]);
});

test('what takes longer, or more CPU, beside more stored orders is told, with how much', () => {
  expect(judgeStored(blocks({ ms: 6 })).reasons).toEqual([
    'sync-rest: beside 1000000 stored orders one takes 1.50 times the time to completion of one beside 1000',
  ]);
  expect(judgeStored(blocks({ cpu: 3 })).rows.at(-1)?.times).toEqual({ completion: 1, cpu: 1.5 });
});

test('an accepted order that was not completed is told', () => {
  expect(judgeStored([sample(1000, 1), sample(2000, 1, { notCompleted: 1 })]).reasons).toHaveLength(1);
});
