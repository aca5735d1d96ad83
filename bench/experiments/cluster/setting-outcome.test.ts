import { expect, test } from 'vitest';
import { promiseOf, settingsOf } from '../../brokers/promises/promises.ts';
import type { ClusterSetting } from '../../brokers/promises/setting.ts';
import { nodeFaults } from '../../faults/all.ts';
import type { Written } from './bare/bare.ts';
import { outcomeOf } from './setting-outcome.ts';
import type { NumberedRecord } from './write-along.ts';

const setting: ClusterSetting = { name: 's', label: 's', mayLose: ['leader-killed'], source: { says: '', at: '' } };
const MS = 1000;
const span = { injected: 300 * MS, struck: 300 * MS, healing: 700 * MS, end: 1000 * MS };

/** Records due every 100 ms and answered at once, as they were written. */
const records = (...written: Written['type'][]): NumberedRecord[] =>
  written.map((type, n) => ({
    id: `s-${n}`,
    setting: 's',
    intended: n * 100 * MS,
    answered: n * 100 * MS + MS,
    written: type === 'ok' ? { type } : { type, error: 'gone' },
  }));
const told = (some: NumberedRecord[], there: string[] | null, of = setting, isWhole = true) =>
  outcomeOf(of, 'leader-killed', some, { there, isWhole, alongUs: new Map() }, span);

test('what was acknowledged and is not there is lost; what was in doubt or refused is not', () => {
  const outcome = told(records('ok', 'ok', 'info', 'fail'), ['s-0', 'other-1']);
  expect(outcome).toMatchObject({
    promises: 'may lose',
    acknowledged: 2,
    unknown: 1,
    refused: 1,
    lost: 1,
    lostIds: ['s-1'],
  });
  expect(outcome.errors).toEqual([{ text: 'gone', times: 2 }]);
});

test('nothing is called lost where nothing could be read', () => {
  expect(told(records('ok'), null)).toMatchObject({ lost: 0, unreadable: true });
  expect(told(records('ok'), []).unreadable).toBeUndefined();
});

test('nothing is called lost before every copy is where it should be, and what is all there is kept whatever they are', () => {
  const outcome = told(records('ok', 'ok'), ['s-0'], setting, false);
  expect(outcome).toMatchObject({ lost: 0, lostIds: [], unsettled: true });
  expect(told(records('ok', 'ok'), ['s-0', 's-1'], setting, false).unsettled).toBeUndefined();
  expect(told(records('ok', 'ok'), ['s-0']).unsettled).toBeUndefined();
});

test('what was counted as refused and is there all the same is counted', () => {
  expect(told(records('ok', 'fail', 'fail'), ['s-0', 's-1'])).toMatchObject({ refused: 2, refusedButThere: 1 });
});

test('a record that is there twice is doubled, and one behind a later one is out of order, each in its own partition', () => {
  const all = records('ok', 'ok', 'ok', 'ok');
  expect(told(all, ['s-0', 's-1', 's-1', 's-2', 's-3'])).toMatchObject({ doubled: 1, inverted: 0 });
  expect(told(all, ['s-1', 's-0', 's-2', 's-3'])).toMatchObject({ doubled: 0, inverted: 1 });
  expect(told(all, ['s-1', 's-3', 's-0', 's-2'], { ...setting, partitions: 2 })).toMatchObject({ inverted: 0 });
});

test('the longest stretch without an acknowledgement is taken from when records were due', () => {
  const all = records('ok', 'ok', 'ok', 'info', 'info', 'info', 'ok', 'ok', 'ok', 'ok');
  expect(told(all, [])).toMatchObject({ noAcceptanceMs: 301, acknowledgedMeanwhile: 1 });
});

test('every setting has a name of its own and a page that says what it promises, and one is that of the services', () => {
  for (const kind of ['kafka', 'rabbitmq']) {
    const settings = settingsOf(kind);
    expect(new Set(settings.map(({ name }) => name)).size).toBe(settings.length);
    expect(settings.filter(({ ours }) => ours)).toHaveLength(1);
    for (const { source } of settings) expect(source.at).toMatch(/^https:\/\//);
  }
});

test('with one replica in sync to acknowledge alone nothing is promised where that one fails, and unclean promises nothing', () => {
  const of = (name: string) => settingsOf('kafka').find((each) => each.name === name)!;
  for (const { name } of nodeFaults) {
    expect(promiseOf(of('unclean'), name)).toBe('may lose');
    expect(promiseOf(of('acks-all-min-1'), name)).toBe(name === 'follower-killed' ? 'survives' : 'may lose');
  }
});

test('whoever may lose where a leader goes, and writes to partitions led by every node, may lose where any node goes', () => {
  const spread = settingsOf('kafka').filter(({ partitions = 1 }) => partitions > 1);
  expect(spread.map((each) => promiseOf(each, 'follower-killed'))).toEqual(['may lose', 'may lose']);
});

test('a stream that is not flushed promises nothing where its leader loses power, and a quorum queue does', () => {
  const of = (name: string) => settingsOf('rabbitmq').find((each) => each.name === name)!;
  for (const fault of ['unsynced-lost-one', 'unsynced-lost-all']) {
    expect(promiseOf(of('stream-confirms'), fault)).toBe('may lose');
    expect(promiseOf(of('quorum-confirms'), fault)).toBe('survives');
  }
});
