import { expect, test } from 'vitest';
import type { CatchUp } from './catch-up.ts';
import type { FanOut } from './fan-out.ts';
import { droppedIn, fanOutRows, reasonsIn } from './judge-late.ts';

const sample = (block: number, listeners: number, serversMs: number): FanOut => ({
  mode: 'm',
  block,
  listeners,
  serversMs,
  listenersMs: listeners * 2,
  completionP50Ms: 10 + listeners,
  doubts: [],
});

test('what one more listener costs is the difference within a block, divided among them', () => {
  const rows = fanOutRows([sample(1, 10, 15), sample(2, 0, 20), sample(1, 0, 10), sample(2, 10, 25)]);
  expect(rows.map(({ listeners }) => listeners)).toEqual([0, 10]);
  expect(rows[0]).toMatchObject({ eachMs: null, ownMs: null, times: null, serversMs: 15 });
  expect(rows[1]).toMatchObject({ eachMs: 0.5, ownMs: 2, completionP50Ms: 20 });
  expect(rows[1]?.times).toMatchObject({ blocks: 2, conclusive: false });
});

test('one block has no interval', () => {
  expect(fanOutRows([sample(1, 0, 10), sample(1, 2, 12)])[1]).toMatchObject({ eachMs: 1, times: null });
});

test('listeners that know something else than what happened are a reason, also after all was told again', () => {
  const knows = (more: Partial<CatchUp>) => ({ mode: 'm', exact: true, again: null, ...more }) as CatchUp;
  expect(reasonsIn([knows({})], [])).toEqual([]);
  expect(reasonsIn([knows({ exact: false })], [])).toHaveLength(1);
  expect(reasonsIn([knows({ again: { tookMs: 1, heard: 1, exact: false } })], [])).toHaveLength(1);
});

test('listeners that never come to know what was before them are a reason', () => {
  const behind = { mode: 'm', block: 2, listeners: 5, names: ['a', 'b'], waitedMs: 60_000 };
  expect(reasonsIn([], [behind])).toEqual([
    'm, block 2: 2 of 5 listeners did not know within 60 s what was before them',
  ]);
});

test('what a generator measured that was not in order is not used, and each block stays beside its own', () => {
  const busy = { ...sample(1, 0, 1000), doubts: [{ kind: 'busy' as const, cpuShare: 0.9 }] };
  const samples = [
    busy,
    sample(1, 10, 90),
    ...[2, 3].flatMap((block) => [sample(block, 0, 10), sample(block, 10, 15)]),
  ];
  const rows = fanOutRows(samples);
  expect(rows[1]).toMatchObject({ eachMs: 0.5, times: { blocks: 2, ratio: expect.closeTo(1.5, 9) } });
  expect(droppedIn(samples)).toEqual(['m, block 1: not used beside 0 listeners: the generator used 90% of a core']);
});

test('a number of listeners of which nothing was measured has no row', () => {
  expect(fanOutRows([sample(1, 10, 15)])).toMatchObject([{ listeners: 10, eachMs: null, times: null }]);
});
