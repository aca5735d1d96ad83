import { expect, test } from 'vitest';
import { runOutcome } from '../../report/figures/outcome.ts';
import { lightSession } from '../../report/testing/light-session.ts';
import { missesTarget } from './ceiling-rows.ts';
import type { CeilingSample } from './ceiling-sample.ts';
import { ceilingsOf } from './ceilings-of.ts';

const sample = (block: number, ours: number, more: Partial<CeilingSample> = {}): CeilingSample => ({
  id: 'store',
  block,
  raw: 100,
  ours,
  ...more,
});

test('samples of one line stand together, in the order of the table', () => {
  const found = ceilingsOf([
    sample(1, 95),
    sample(1, 90, { id: 'hops', mode: 'sync-rest' }),
    sample(2, 97),
    sample(2, 88, { id: 'hops', mode: 'sync-rest' }),
  ]);
  expect(found.map(({ row, mode, samples }) => [row, mode, samples.map(({ ours }) => ours)])).toEqual([
    [2, 'sync-rest', [90, 88]],
    [7, undefined, [95, 97]],
  ]);
});

test('a line has one entry per mode', () => {
  const modes = ['sync-rest', 'async-rabbitmq'] as const;
  const found = ceilingsOf(modes.map((mode) => sample(1, 90, { id: 'endpoint', mode })));
  expect(found.map(({ mode }) => mode)).toEqual(modes);
});

test('what holds ours back is told only where the target is missed', () => {
  const limiter = ['40% commit (sqlite-store.ts)'];
  expect(ceilingsOf([sample(1, 50, { limiter }), sample(2, 50)])[0]?.limiter).toEqual(limiter);
  expect(ceilingsOf([sample(1, 95, { limiter })])[0]?.limiter).toEqual([]);
});

test('a line that was never measured says why, and one that was does not', () => {
  const gaps = [
    { id: 'store' as const, because: 'no disk' },
    { id: 'decode' as const, because: 'no disk' },
  ];
  expect(ceilingsOf([sample(1, 95)], gaps).map(({ row, notMeasured }) => [row, notMeasured])).toEqual([
    [7, undefined],
    [8, 'no disk'],
  ]);
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
  expect(missesTarget('store', [0.95, 0.86, 0.92])).toBe(false);
  expect(missesTarget('store', [0.95, 0.5, 0.92])).toBe(true);
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
  expect(ceilings).toMatchObject([{ row: 9, violated: true }]);
  const outcome = (found: typeof ceilings) => runOutcome({ ...lightSession(1), trials: [], ceilings: found });
  expect(outcome(ceilings)).toBe('violated');
  expect(outcome(ceilingsOf([sample(1, 95)]))).not.toBe('violated');
});
