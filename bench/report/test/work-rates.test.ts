import { expect, test } from 'vitest';
import { answersOf } from '../figures/answers.ts';
import { figuresOf, type RunFigures } from '../figures/run-figures.ts';
import { type WorkFigures, workOf } from '../figures/work.ts';
import { sayWork } from '../markdown/conclude/say-work.ts';
import { textOf } from '../tables/table.ts';
import { workTables } from '../tables/work.ts';
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
    "within 20% of Little's law in 0 of 1 cell (the furthest below: 20ms in 8 hands, 200/s, 0.50 of it); within 20% of the control, where that bounds the prediction, in 2 of 2 cells.",
  );
});

test('a control that no step was too much for is told as the least that the machine holds', () => {
  const control = cell('sync-rest', null, { time: '0', predicted: null, above: done(2108, { topped: true }) });
  const [rates] = workTables(workOf(folderOf([control]))!, { host: lightSession(1).host });
  expect(rates?.rows[0]?.cells.map(textOf)).toEqual(['at least 2108 (control)']);
});
