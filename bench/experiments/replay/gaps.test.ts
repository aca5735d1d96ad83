import { expect, test } from 'vitest';
import { isPlannedGap } from '../../record/planned-gap.ts';
import { Recorder } from '../../record/recorder.ts';
import type { ReplayEvidence } from '../../record/run-file.ts';
import { noteDigests } from './rebuilds.ts';

const removed = 'orders/0: offsets 0 to 9 were removed';
const moving = 'not at rest: 3 orders are pending';
const truth = { orderIds: new Set<string>(), digest: 'd', events: [], notificationsOf: () => 'n' };

/** What the check is told of a rebuild. */
function told(gaps: Partial<ReplayEvidence>) {
  const recorder = new Recorder('t1');
  const evidence = { name: 'again', digest: 'd', expectedDigest: 'd', gaps: [], ...gaps } as unknown as ReplayEvidence;
  noteDigests(recorder, evidence, truth, truth);
  return recorder.operations.map(({ type, key, value }) => [type, key, value]);
}

test('a gap that nobody planned is told to the check with its words, and one that was planned is not', () => {
  expect(told({ gaps: [moving] })).toEqual([['info', 'again/after', { error: moving }]]);
  expect(told({ gaps: [removed], removed: [removed] })).toHaveLength(1);
  expect(told({ gaps: [removed], removed: [removed], removedFirst: true })).toEqual([]);
  expect(told({}).map(([, key]) => key)).toEqual(['again/before', 'again/after']);
});

test('only what the source itself names as removed was planned', () => {
  const planned = (gaps: string[], named?: string[]) =>
    isPlannedGap({ gaps, removedFirst: true, ...(named && { removed: named }) });
  expect(planned([removed], [removed])).toBe(true);
  expect(planned([removed, moving], [removed])).toBe(false);
  expect(planned([moving], [])).toBe(false);
  expect(planned([], [])).toBe(false);
  expect(planned([removed])).toBe(true); // an older file does not tell
});
