import { expect, test } from 'vitest';
import type { Trial } from '../../record/run-file.ts';
import { answersOf } from '../figures/answers.ts';
import { figuresOf, type RunFigures } from '../figures/run-figures.ts';
import { type WorkFigures, workOf } from '../figures/work.ts';
import { conclude } from '../markdown/conclude/conclude.ts';
import { sayWork } from '../markdown/conclude/say-work.ts';
import { textOf } from '../tables/table.ts';
import { heldUpTable, workTables } from '../tables/work.ts';
import { lightSession } from '../testing/light-session.ts';
import { cell, done, folderOf, limiterOf, twenty, wrongIn } from '../testing/sample-work.ts';
import { answerWords } from '../words/answer-words.ts';
import { wrongWords } from '../words/wrong-words.ts';

test('processes that cannot have as many partitions each are named, where hands were idle for it', () => {
  const two = { instances: 2, predicted: { ...twenty, atOnce: 16, perSecond: 800, processes: 3 } };
  const idle = done(500, { atWork: 11 });
  expect(limiterOf({ ...two, above: idle })).toMatchObject({ kind: 'partitions', partitions: 3, instances: 2 });
  expect(limiterOf({ ...two, instances: 3, above: idle })?.kind).toBe('hands');
});

const lost = { use: { usable: false, why: { kind: 'lost', orders: 4 } } } as const;

test('no rate of a trial that lost orders is printed', () => {
  const run = folderOf([cell('sync-rest', null, {}, lost), cell('streaming-kafka', 'key', {})]);
  const figures = workOf(run)!;
  const [rates] = workTables(figures, { host: lightSession(1).host });
  expect(rates?.rows[0]?.cells.map(textOf)).toEqual(['void', '400 of 400 (1.00)']);
  expect(rates?.remarks.join(' ')).toContain('void, and left out above');
  expect(sentences(figures)).toContain('sync-rest: 1 void');
  const [answer] = answersOf({ work: figuresOf(run) }, ['sync-rest', 'streaming-kafka']).filter(
    ({ from }) => from === 'work',
  );
  expect([0, 1].map((at) => answer && answerWords(answer, at))).toEqual([
    '**void**, since orders were lost',
    'by key 400/s',
  ]);
  const byQueue = cell('streaming-kafka', 'queue', { above: done(150) }, lost);
  const [way] = wrongIn([byQueue, cell('streaming-kafka', 'key', {})], 'idle consumers');
  expect(way && wrongWords(way)).toContain('void');
});

const sentences = (work: WorkFigures) =>
  sayWork({ work } as RunFigures)
    .map(({ text }) => text)
    .join(' ');

test('of Little’s law only those cells tell that it predicted: what the machine bounds is counted apart', () => {
  const full = { predicted: { ...twenty, perSecond: 500, by: 'machine' as const } };
  const figures = workOf(
    folderOf([
      cell('sync-rest', null, { above: done(200) }),
      cell('sync-rest', null, { time: '5ms', ...full, above: done(510) }),
      cell('sync-rest', null, { time: '1ms', ...full, above: done(490) }),
    ]),
  );
  expect(sentences(figures!)).toContain(
    "within 20% of Little's law in 0 of 1 cell (the furthest off: 20ms in 8 hands, 200/s, 0.50 of it); within 20% of the control, where that bounds the prediction, in 2 of 2 cells.",
  );
});

test('a control that no step was too much for is told as the least that the machine holds', () => {
  const control = cell('sync-rest', null, { time: '0', predicted: null, above: done(2108, { topped: true }) });
  const [rates] = workTables(workOf(folderOf([control]))!, { host: lightSession(1).host });
  expect(rates?.rows[0]?.cells.map(textOf)).toEqual(['at least 2108 (control)']);
});

test('the furthest off may be above: it is the one with the largest distance from 1', () => {
  const figures = workOf(
    folderOf([
      cell('sync-rest', null, { above: done(310) }),
      cell('sync-rest', null, { time: '5ms', above: done(700) }),
    ]),
  );
  expect(sentences(figures!)).toContain('in 0 of 2 cells (the furthest off: 5ms in 8 hands, 700/s, 1.75 of it)');
});

const { requests } = cell('sync-rest', null, {});
const failed: Partial<Trial> = {
  use: { usable: false, why: { kind: 'failed', error: 'no rest' } },
  requests: { ...requests, sent: 0, accepted: 0 },
  verdicts: [],
};

test('a trial that could not be run to its end is a cell that is void, and counted', () => {
  const run = folderOf([
    cell('sync-rest', null, {}),
    cell('sync-rest', null, { time: '5ms', above: null }, failed),
    cell('sync-rest', null, { above: null }, { ...failed, id: 'killed', fault: 'kill-inventory' }),
  ]);
  const figures = workOf(run)!;
  const [rates, times, , killed] = workTables(figures, { host: lightSession(1).host });
  for (const table of [rates, times]) {
    expect(table?.rows.flatMap(({ cells }) => cells.map(textOf))).toContain('void');
    expect(table?.remarks.join(' ')).toContain('it could not be run to its end: no rest');
  }
  expect(sentences(figures)).toContain('in 1 of 1 cell; 1 void, since it could not be measured to its end.');
  expect(killed?.rows.map(({ cells }) => cells.map(textOf).slice(0, 2))).toEqual([['? unknown', '–']]);
  expect(killed?.remarks).toEqual(['killed: it could not be run to its end: no rest']);
  expect(sentences(figures)).toContain('every check held in 0 of 1 trial');
});

const few = { requests: { ...requests, sent: 1000, accepted: 400 } };
const others = { p50: 30_000, p90: null, p99: null, p999: null, max: 31_000, mean: 30_000, samples: 400 };

test('times of those few that were let in say so: below their tables, in their sentence and at the head', () => {
  const run = folderOf([cell('sync-rest', null, { time: '20ms,1%=2s', others }, few)]);
  const figures = workOf(run)!;
  const [, times] = workTables(figures, { host: lightSession(1).host });
  for (const table of [times, heldUpTable(figures)]) {
    expect(table?.remarks.join(' ')).toContain(
      'NOT ALL LET IN: sync-rest-null-20ms,1%=2s-8: only 400 of 1000 accepted',
    );
  }
  expect(sentences(figures)).toContain('sync-rest 30.0 ms (of those let in: only 400 of 1000 accepted, 40%)');
  expect(
    conclude(figuresOf(run))
      .map(({ text }) => text)
      .join(' '),
  ).toContain('**Not all let in:** in 1 work trial under 99%');
});
