import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { RunFile } from '../../record/run-file.ts';
import { SessionRecord } from '../../record/session-record.ts';
import { spansOf } from '../../report/figures/session-spans.ts';
import { lightSession } from '../../report/testing/light-session.ts';
import { sessionOf } from './session-of.ts';
import { merged, readSessions } from './sessions-command.ts';
import { sessionsMarkdown } from './sessions-markdown.ts';

const session = (runId: string, change: Partial<RunFile> = {}, slower: Parameters<typeof lightSession>[1] = {}) =>
  sessionOf({ ...lightSession(1, { modes: ['sync-rest', 'streaming-kafka'], ...slower }), runId, ...change }) ??
  expect.unreachable();
const other = { host: { cpu: 'Another', cores: 4, memoryGiB: 8, kernel: '' } };

test('a session is kept with its ratios, their intervals, host, versions and commit', () => {
  const kept = session('one');
  expect(SessionRecord.parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
  expect(kept.pairs.map(({ metric }) => metric)).toContain('completion p50');
  expect(kept.host).toBe('Sample CPU @ 2.40GHz, 2 cores');
});

test('the span reaches from the lowest end of any interval to the highest, and says when they do not meet', () => {
  const one = session('one');
  const two = session('two', other, { slower: { 'streaming-kafka': 2 } });
  const [span] = spansOf([one, two]);
  const [a, b] = [one.pairs[0], two.pairs[0]];
  expect(span).toMatchObject({ low: b?.low, high: a?.high, hosts: 2, meet: false, result: 'smaller' });
  expect(sessionsMarkdown([one, two], spansOf([one, two]))).toContain('(2 sessions on 2 hosts)');
});

test('sessions that say opposite things say no direction', () => {
  const [span] = spansOf([session('one'), session('two', {}, { slower: { 'sync-rest': 9 } })]);
  expect(span?.result).toBeNull();
});

test('another durability tier, load or metric is another span', () => {
  const spans = spansOf([session('one'), session('two', { durability: 'fsync' })]);
  expect(spans.every(({ sessions }) => sessions.length === 1)).toBe(true);
});

test('a session whose own control is void is none, nor is a run that ranks nothing', () => {
  expect(sessionOf(lightSession(1, { base: 1.3 }))).toBeNull();
  expect(sessionOf({ ...lightSession(1), profile: 'quick' })).toBeNull();
});

test('a run that is named again replaces what was kept of it', () => {
  const [old, now] = [session('one'), session('one', { startedAt: '2027-01-01T00:00:00.000Z' })];
  expect(merged([old, session('two')], [now]).map(({ runId }) => runId)).toEqual(['two', 'one']);
});

test('the kept sessions can be read', () => {
  const kept = readSessions(fileURLToPath(new URL('../../../results/sessions.json', import.meta.url)));
  expect(kept.length).toBeGreaterThan(0);
});
