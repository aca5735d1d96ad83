import { expect, test } from 'vitest';
import type { NotRun, Trial } from '../../record/run-file.ts';
import type { WorkAbove, WorkCell } from '../../record/work-cell.ts';
import { wrongWays } from '../../record/wrong-ways.ts';
import { workCharts } from '../charts/work-charts.ts';
import { answersOf } from '../figures/answers.ts';
import { figuresOf } from '../figures/run-figures.ts';
import { workOf } from '../figures/work.ts';
import { textOf } from '../tables/table.ts';
import { workTables } from '../tables/work.ts';
import { lightSession } from '../testing/light-session.ts';
import { cell, done, folderOf, limiterOf, twenty, wrongIn } from '../testing/sample-work.ts';
import { answerWords, questionWords } from '../words/answer-words.ts';
import { workLimiterWords } from '../words/work-words.ts';
import { wrongWords } from '../words/wrong-words.ts';

test('a run without the experiment has no figures of it', () => {
  expect(workOf(folderOf([]))).toBeNull();
});

test('a cell near its prediction needs no limiter', () => {
  expect(limiterOf({ above: done(330) })).toBeNull();
});

test('a cell that misses its prediction names what was measured, and never guesses', () => {
  const missed = (over: Partial<WorkAbove>) => limiterOf({ above: done(200, over) });
  const full = [{ process: 'kafka', cpuSeconds: 9.5, rssPeakMiB: 100 }];
  expect(missed({ doubts: [{ kind: 'busy', cpuShare: 0.9 }] })?.kind).toBe('generator');
  expect(missed({ waiting: 3 })?.kind).toBe('arrivals');
  expect(missed({ resources: full })).toMatchObject({ kind: 'exhausted', limiter: { kind: 'machine' } });
  expect(missed({ workMs: 39 })).toEqual({ kind: 'work', tookMs: 39, askedMs: 20 });
  expect(missed({ atWork: 4 })).toEqual({ kind: 'hands', atWork: 4, of: 8, waiting: 100 });
  expect(missed({})).toEqual({ kind: 'not found' });
});

test('more than was predicted is told from a control that did less', () => {
  const predicted = { ...twenty, perSecond: 300, by: 'machine' as const };
  expect(limiterOf({ predicted, above: done(390) })?.kind).toBe('control');
  expect(workLimiterWords({ kind: 'control' })).toContain('control');
});

test('the table has a column for each mode and ordering, a row for each time and number of hands, and what has no trial', () => {
  const gap: NotRun = {
    experiment: 'work',
    mode: 'sync-rest',
    fault: 'none',
    cell: { time: '20ms', concurrency: 8, instances: 2, ordering: null },
    outcome: 'skipped',
    because: 'not possible yet',
  };
  const control = (time: string, most: number) => cell('sync-rest', null, { time, predicted: null, above: done(most) });
  const figures = workOf(
    folderOf(
      [
        cell('streaming-kafka', 'queue', { above: done(100) }),
        cell('sync-rest', null, {}),
        control('0', 900),
        control('0ms', 700),
      ],
      [gap],
    ),
  );
  const [rates] = workTables(figures!, { host: lightSession(1).host });
  expect(rates?.columns.map(({ head }) => head)).toEqual(['sync-rest', 'streaming-kafka, by queue']);
  expect(rates?.rows.map(({ label, cells }) => [label, ...cells.map(textOf)])).toEqual([
    ['no work in 8 hands', '900 (control)', '–'],
    ['asked and answered at once in 8 hands', '700 (control)', '–'],
    ['20ms in 8 hands', '400 of 400 (1.00)', '100 of 400 (0.25)'],
    ['20ms in 8 hands in each of 2 processes', '–', '–'],
  ]);
  expect(rates?.remarks.join(' ')).toContain('Not run: 20ms in 8 hands in each of 2 processes: not possible yet.');
});

test('three numbers of hands make a picture of orders per second beside the prediction', () => {
  const of = (concurrency: number) =>
    cell('sync-rest', null, {
      concurrency,
      predicted: { ...twenty, perSecond: 50 * concurrency, atOnce: concurrency },
    });
  expect(workCharts(workOf(folderOf([of(1), of(8)])))).toEqual([]);
  const [chart] = workCharts(workOf(folderOf([of(1), of(8), of(64)])));
  expect(chart).toMatchObject({ file: 'work-rate-20ms.svg' });
});

const workedFor = (half: number | null): Partial<WorkCell> => ({
  time: '20ms,1%=2s',
  others: half === null ? null : { p50: half, p90: null, p99: null, p999: null, max: half, mean: half, samples: 500 },
});

test('a whole batch is shown by the orders that wait for the slow ones in it', () => {
  const right = cell('async-rabbitmq', null, workedFor(30_000));
  const wrong = (half: number) => cell('async-rabbitmq', null, workedFor(half), { without: ['own-ack'] });
  const [shown] = wrongIn([right, wrong(1_900_000)], 'whole batch');
  expect(shown).toMatchObject({ mode: 'async-rabbitmq', cost: { wrongUs: 1_900_000, rightUs: 30_000, isShown: true } });
  const [notShown] = wrongIn([right, wrong(31_000)], 'whole batch');
  expect(notShown && wrongWords(notShown)).toContain('NOT SHOWN');
  expect(wrongIn([right], 'whole batch')).toMatchObject([{ mode: null, cost: null }]);
});

test('a trial that is wrong on purpose is in no figure of the cells that are right', () => {
  const figures = workOf(
    folderOf([cell('sync-rest', null, {}), cell('sync-rest', null, {}, { without: ['own-ack'] })]),
  );
  expect(figures?.cells).toHaveLength(1);
});

test('hands beyond the partitions, and a prefetch of one, are shown by cells that are measured anyway', () => {
  const byQueue = cell('streaming-kafka', 'queue', { above: done(150) });
  const byKey = cell('streaming-kafka', 'key', { above: done(400) });
  expect(wrongIn([byQueue, byKey], 'idle consumers')).toMatchObject([
    { cost: { wrong: 150, right: 400, isShown: true } },
  ]);
  const fast = (concurrency: number, perSecond: number) =>
    cell('async-rabbitmq', null, { time: '0ms', concurrency, predicted: null, above: done(perSecond) });
  expect(wrongIn([fast(1, 300), fast(64, 900)], 'one at a time')).toMatchObject([{ cost: { isShown: true } }]);
  expect(wrongIn([fast(1, 890), fast(64, 900)], 'one at a time')).toMatchObject([{ cost: { isShown: false } }]);
});

test('who is put out of its group in the middle of the work is shown by orders that are asked about again', () => {
  const asked = (again: number) => ({ warehouse: { orders: 4, calls: 4 + again, again, twice: 0 } });
  const long = { time: '2.2s', concurrency: 1, above: null };
  const beside = (again: number) => cell('streaming-kafka', 'queue', { ...long, ...asked(again), besideWrong: true });
  const right = beside(0);
  const wrong = cell('streaming-kafka', 'queue', { ...long, ...asked(4) }, { without: ['heartbeats'] });
  expect(wrongIn([right, wrong], 'evicted')).toMatchObject([
    { cost: { wrong: { again: 4, of: 4 }, right: { again: 0, of: 4 }, isShown: true } },
  ]);
  expect(wrongIn([beside(4), wrong], 'evicted')).toMatchObject([{ cost: { isShown: false } }]);
  const short = cell('streaming-kafka', 'queue', asked(0));
  expect(wrongIn([short, wrong], 'evicted')).toMatchObject([{ cost: { kind: 'void', of: 'right' } }]);
  expect(workOf(folderOf([right, short]))?.rows).toHaveLength(1);
});

test('an early acknowledgement is shown by the check that finds its orders', () => {
  const timeline = {} as Trial['timeline'];
  const verdict = (outcome: 'violated' | 'holds') =>
    [{ check: 'stuck', outcome, findings: 7 }] as unknown as Trial['verdicts'];
  const early = (outcome: 'violated' | 'holds') =>
    cell('async-rabbitmq', null, {}, { without: ['manual-ack'], timeline, verdicts: verdict(outcome) });
  expect(wrongIn([early('violated')], 'acknowledged early')).toMatchObject([
    { cost: { broken: [{ check: 'stuck', findings: 7 }], isShown: true } },
  ]);
  expect(wrongIn([early('holds')], 'acknowledged early')).toMatchObject([{ cost: { isShown: false } }]);
});

test('what is done wrong most stands in one table: how it looks, what it costs, what sees it', () => {
  const figures = workOf(
    folderOf([cell('streaming-kafka', 'queue', { above: done(150) }), cell('streaming-kafka', 'key', {})]),
  );
  const table = workTables(figures!, { host: lightSession(1).host }).at(-1);
  expect(table?.rows).toHaveLength(wrongWays.length);
  expect(table?.rows.flatMap(({ cells }) => cells.map(textOf))).toContain(
    '150/s, and 400/s with 20ms in 8 hands, by key',
  );
});

test('the first screen has a row for what hands do and one for whom slow orders hold up, each ordering told', () => {
  const best = (trials: Trial[]) => ({ work: figuresOf(folderOf(trials)) });
  const slow = (ordering: 'key' | 'queue', half: number) => cell('streaming-kafka', ordering, workedFor(half));
  const answers = answersOf(
    best([
      slow('key', 30_000),
      slow('queue', 900_000),
      cell('streaming-kafka', 'key', {}),
      cell('sync-rest', null, {}),
    ]),
    ['sync-rest', 'streaming-kafka'],
  ).filter(({ from }) => from === 'work');
  expect(answers.map(({ question }) => questionWords(question, []))).toEqual([
    'Orders per second while more come, 20ms in 8 hands (400 predicted by the hands)',
    'Some orders take long (20ms,1%=2s in 8 hands): half of the others are finished',
  ]);
  expect(answers.map((answer) => [answerWords(answer, 0), answerWords(answer, 1)])).toEqual([
    ['400/s', 'by key 400/s'],
    ['not run', 'by key 30.0 ms, by queue 900 ms'],
  ]);
});
