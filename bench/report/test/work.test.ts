import { expect, test } from 'vitest';
import type { RunFolder } from '../../record/read-run.ts';
import type { NotRun, Trial } from '../../record/run-file.ts';
import type { WorkAbove, WorkCell } from '../../record/work-cell.ts';
import { workCharts } from '../charts/work-charts.ts';
import { workOf } from '../figures/work.ts';
import { textOf } from '../tables/table.ts';
import { workTables } from '../tables/work.ts';
import { lightSession } from '../testing/light-session.ts';
import { workLimiterWords } from '../words/work-words.ts';

const resources = [{ process: 'inventory', cpuSeconds: 1, rssPeakMiB: 100 }];
const done = (completedPerSecond: number, over: Partial<WorkAbove> = {}): WorkAbove => ({
  offeredPerSecond: 1.2 * completedPerSecond,
  seconds: 5,
  acceptedPerSecond: completedPerSecond,
  completedPerSecond,
  waiting: 100,
  doubts: [],
  atWork: 8,
  workMs: 20,
  handMs: 21,
  resources,
  sampledSeconds: 5,
  ...over,
});
const twenty = { perSecond: 400, by: 'hands', atOnce: 8, meanMs: 20 } as const;

function cell(mode: string, ordering: string | null, over: Partial<WorkCell>, more: Partial<Trial> = {}): Trial {
  const [trial] = lightSession(1).trials;
  const work: WorkCell = {
    time: '20ms',
    concurrency: 8,
    instances: 1,
    ordering,
    predicted: twenty,
    sharePercent: 70,
    above: done(400),
    others: null,
    warehouse: null,
    ...over,
  };
  return {
    ...(trial as Trial),
    id: `${mode}-${ordering}-${work.time}-${work.concurrency}`,
    experiment: 'work',
    mode,
    work,
    ...more,
  };
}

const folderOf = (trials: Trial[], notRun: NotRun[] = []): RunFolder => ({
  run: { ...lightSession(1), experiments: ['work'], trials, notRun },
  series: [],
  latencies: () => null,
  histogramsIn: '',
  metrics: {},
});
const limiterOf = (over: Partial<WorkCell>) => workOf(folderOf([cell('sync-rest', null, over)]))?.cells[0]?.limiter;

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
  expect(missed({ atWork: 4, handMs: 41 })).toEqual({ kind: 'hands', atWork: 4, of: 8, besideMs: 21, waiting: 100 });
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
  const control = cell('sync-rest', null, { time: '0', predicted: null, above: done(900) });
  const figures = workOf(
    folderOf([cell('streaming-kafka', 'queue', { above: done(100) }), cell('sync-rest', null, {}), control], [gap]),
  );
  const [rates] = workTables(figures!, { host: lightSession(1).host });
  expect(rates?.columns.map(({ head }) => head)).toEqual(['sync-rest', 'streaming-kafka, by queue']);
  expect(rates?.rows.map(({ label, cells }) => [label, ...cells.map(textOf)])).toEqual([
    ['no work in 8 hands', '900 (control)', '–'],
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
