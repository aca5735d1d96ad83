import { expect, test } from 'vitest';
import { runOutcome } from '../../report/figures/outcome.ts';
import { lightSession } from '../../report/testing/light-session.ts';
import { ceilingIds, missesTarget } from './ceiling-rows.ts';
import type { CeilingSample } from './ceiling-sample.ts';
import { ceilingsOf } from './ceilings-of.ts';

const sample = (block: number, ours: number, more: Partial<CeilingSample> = {}): CeilingSample => ({
  id: 'sustained',
  mode: 'sync-rest',
  block,
  raw: 100,
  ours,
  ...more,
});

test('samples of one line and mode stand together, block by block, lines in the order of the table', () => {
  const found = ceilingsOf([
    sample(2, 2, { id: 'completion' }),
    sample(1, 90, { empty: 120 }),
    sample(1, 1, { id: 'completion' }),
    sample(2, 88),
    sample(1, 80, { mode: 'async-rabbitmq' }),
  ]);
  expect(found.map(({ row, mode, samples }) => [row, mode, samples.map(({ ours }) => ours)])).toEqual([
    [13, 'sync-rest', [90, 88]],
    [13, 'async-rabbitmq', [80]],
    [14, 'sync-rest', [1, 2]],
  ]);
  expect(found[0]?.samples).toEqual([
    { block: 1, raw: 100, ours: 90, empty: 120 },
    { block: 2, raw: 100, ours: 88 },
  ]);
});

test('each row says what a reader learns from it', () => {
  for (const id of ceilingIds) expect(ceilingsOf([sample(1, 95, { id })])[0]?.learns).toMatch(/\w+ \w+/);
});

test('what holds ours back is told only where the target is missed', () => {
  const limiter = ['40% commit (sqlite-store.ts)'];
  expect(ceilingsOf([sample(1, 50, { limiter }), sample(2, 50)])[0]?.limiter).toEqual(limiter);
  expect(ceilingsOf([sample(1, 95, { limiter })])[0]?.limiter).toEqual([]);
});

test('a block without a sample beside others that have one is told with its reason', () => {
  const gap = { id: 'completion' as const, mode: 'sync-rest' as const, because: 'void: the generator was late' };
  const found = ceilingsOf([sample(1, 90, { id: 'completion', mode: 'sync-rest' })], [gap]);
  expect(found).toMatchObject([{ samples: [{ block: 1 }], notCounted: [gap.because] }]);
  expect(found[0]).not.toHaveProperty('notMeasured');
});

test('one mode of a line that was not measured says why beside those that were', () => {
  const gaps = [{ id: 'sustained' as const, mode: 'sync-rest' as const, because: 'lost' }];
  const found = ceilingsOf([sample(1, 95, { id: 'sustained', mode: 'streaming-kafka' })], gaps);
  expect(found.map(({ mode, notMeasured }) => [mode, notMeasured])).toEqual([
    ['streaming-kafka', undefined],
    ['sync-rest', 'lost'],
  ]);
});

test('a share is judged by the geometric mean of its blocks, as the report has it; a time the other way round', () => {
  expect(missesTarget('sustained', [0.8, 0.74, 0.76])).toBe(false);
  expect(missesTarget('sustained', [0.8, 0.5, 0.76])).toBe(true);
  expect(missesTarget('completion', [1.2])).toBe(false);
  expect(missesTarget('completion', [1.4])).toBe(true);
});

test('orders that were lost while a line was measured make the run violated, with a figure in another block or none', () => {
  const gap = {
    id: 'sustained' as const,
    mode: 'sync-rest' as const,
    because: '1 of 9 was lost',
    violated: true as const,
  };
  const ceilings = ceilingsOf([sample(1, 90, { id: 'sustained', mode: 'sync-rest' })], [gap]);
  expect(ceilings).toMatchObject([{ row: 13, violated: true }]);
  const outcome = (found: typeof ceilings) => runOutcome({ ...lightSession(1), trials: [], ceilings: found });
  expect(outcome(ceilings)).toBe('violated');
  expect(outcome(ceilingsOf([sample(1, 95)]))).not.toBe('violated');
});
