import { expect, test } from 'vitest';
import type { CatchUp } from './catch-up.ts';
import type { FanOut } from './fan-out.ts';
import { fanOutRows, reasonsIn } from './judge-late.ts';

const sample = (block: number, listeners: number, serversMs: number): FanOut => ({
  mode: 'm',
  block,
  listeners,
  serversMs,
  listenersMs: listeners * 2,
  completionP50Ms: 10 + listeners,
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
  expect(reasonsIn([knows({})])).toEqual([]);
  expect(reasonsIn([knows({ exact: false })])).toHaveLength(1);
  expect(reasonsIn([knows({ again: { tookMs: 1, heard: 1, exact: false } })])).toHaveLength(1);
});
