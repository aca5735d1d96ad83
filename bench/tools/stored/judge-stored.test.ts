import { expect, test } from 'vitest';
import { isWhole, judgeStored } from './judge-stored.ts';

const sample = (
  orders: number,
  block: number,
  more: { ms?: number; cpu?: number; notCompleted?: number; busy?: boolean } = {},
) => ({
  mode: 'sync-rest',
  orders,
  block,
  accepted: 2000,
  notCompleted: more.notCompleted ?? 0,
  completionP50Ms: more.ms ?? 4,
  cpuMsPerOrder: more.cpu ?? 2,
  memoryMiB: 300,
  readyAfterMs: 900,
  doubts: more.busy ? [{ kind: 'busy' as const, cpuShare: 0.9 }] : [],
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

test('what a generator measured that was not in order is not used, and told; what was lost meanwhile is lost', () => {
  const slow = { ms: 40, busy: true, notCompleted: 1 };
  const { rows, reasons, dropped } = judgeStored([...blocks({}), sample(1000, 4), sample(1_000_000, 4, slow)]);
  expect(rows.at(-1)?.times).toEqual({ completion: 1, cpu: 1 });
  expect(reasons).toEqual(['sync-rest: 1 accepted orders were not completed beside 1000000 stored ones']);
  expect(dropped).toEqual([
    'sync-rest, block 4: not used beside 1000000 stored orders: the generator used 90% of a core',
  ]);
  expect(isWhole(rows, 2)).toBe(true);
});

test('without a figure of both in one block nothing is flat, and it is not all', () => {
  const { rows, reasons } = judgeStored([sample(1000, 1, { busy: true }), sample(1_000_000, 1, { ms: 40 })]);
  expect(rows).toMatchObject([{ orders: 1_000_000, times: { completion: null, cpu: null } }]);
  expect(reasons).toEqual([]);
  expect(isWhole(rows, 2)).toBe(false);
});
