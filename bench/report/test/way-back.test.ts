import { expect, test } from 'vitest';
import type { ModeName, RunFile, Trial } from '../../record/run-file.ts';
import { RunSchema } from '../../record/run-schema.ts';
import type { Way, WayBackRow } from '../../record/way-back-cell.ts';
import { answersOf } from '../figures/answers.ts';
import { groupTrials } from '../figures/groups.ts';
import { figuresOf } from '../figures/run-figures.ts';
import { wayBackOf } from '../figures/way-back.ts';
import { sayWayBack } from '../markdown/conclude/say-way-back.ts';
import { composedComparison } from '../render-first-screen.ts';
import { type Cell, textOf } from '../tables/table.ts';
import { knowsTitle, wayBackTables } from '../tables/way-back.ts';
import { lightSession } from '../testing/light-session.ts';
import { answerWords } from '../words/answer-words.ts';

const MODES: ModeName[] = ['sync-rest', 'async-rabbitmq'];
const half: Partial<Record<Way, number>> = { answer: 4, ask: 1010, listen: 12, callback: 9 };

const row = (way: Way, over: Partial<WayBackRow> = {}): WayBackRow => ({
  situation: 'steady',
  way,
  placed: 250,
  known: 250,
  failed: 0,
  knownWithin: { p50: half[way] ?? null, p90: null, max: 2000 },
  afterOutcome: { p50: 3, p90: null, max: 7 },
  requestsPerOrder: 2,
  bytesPerOrder: 1297,
  lateMs: 3,
  lateP99Ms: 0.4,
  waitedMs: 2000,
  ...over,
});

function runOf(rows: Record<string, WayBackRow[]>, over: Partial<Trial> = {}): RunFile {
  const [one] = lightSession(1).trials as [Trial];
  const trials = MODES.map(
    (mode): Trial => ({
      ...one,
      id: `${mode}-way-back-all-ways`,
      experiment: 'way-back',
      variation: null,
      mode,
      latency: null,
      wayBack: { ratePerWay: 50, ratePerSecond: 200, rows: rows[mode] ?? [] },
      verdicts: [
        { check: 'told', outcome: 'holds', because: '', counted: {}, findings: 0, offending: [], subHistory: [] },
      ],
      ...over,
    }),
  );
  return { ...lightSession(1), modes: MODES, experiments: ['way-back'], trials };
}

const known = runOf({ 'sync-rest': [row('answer')], 'async-rabbitmq': [row('ask'), row('listen'), row('callback')] });
const folderOf = (run: RunFile) => ({ run, series: [], latencies: () => null, histogramsIn: '', metrics: {} });
const answerIn = (run: RunFile) =>
  answersOf({ 'way-back': figuresOf(folderOf(run)) }, MODES).find(({ question }) => question.kind === 'knows');

test('a run without it tells nothing of it, its trials are in no other table, and its file is read again as it was', () => {
  expect(wayBackOf(lightSession(1))).toBeNull();
  expect(groupTrials(folderOf(known))).toEqual([]);
  expect(RunSchema.parse(known).trials[1]?.wayBack).toEqual(known.trials[1]?.wayBack);
});

test('beside one another: how soon who was told at once knows, and who was promised it, in each way', () => {
  const answer = answerIn(known)!;
  expect(MODES.map((_, index) => answerWords(answer, index))).toEqual([
    'with the answer 4.00, n/a ms',
    'asking again after Retry-After 1010, n/a ms; listening 12.0, n/a ms; called back 9.00, n/a ms',
  ]);
  expect(answer.from).toBe('way-back');
});

test('what the caller himself made late is no figure, and the reason is told', () => {
  const late = runOf(
    { 'sync-rest': [row('answer')] },
    { use: { usable: false, why: { kind: 'other', said: 'an order left 1500 ms late' } } },
  );
  expect(answerWords(answerIn(late)!, 0)).toBe('–');
  const [table] = wayBackTables(wayBackOf(late)!);
  expect(textOf(table!.rows[0]!.cells[0] as Cell)).toBe('void');
  expect(table!.remarks.join()).toContain('1500 ms late');
});

test('a way whose orders left late is told nowhere, with the reason, and the others are', () => {
  const late = runOf({
    'sync-rest': [row('answer', { lateP99Ms: 2.1 })], // more than 2 ms, and than a tenth of 4
    'async-rabbitmq': [
      row('ask', { lateP99Ms: 2.1 }),
      row('callback', { lateP99Ms: 1.9 }),
      row('listen', { lateP99Ms: 2.1 }),
    ],
  });
  const [table, situations] = wayBackTables(wayBackOf(late)!);
  const cells = Object.fromEntries(
    table!.rows.map(({ label, cells: all }) => [label, all.map((cell) => textOf(cell as Cell))]),
  );
  expect(cells['the answer to POST /orders is the outcome (201)']?.[0]).toBe('not told');
  expect(cells['who listens to the events of the order']?.[1]).toBe('not told');
  expect(cells['who is called back']?.[1]).toBe('9.00, n/a ms');
  expect(cells['who asks again after Retry-After, with If-None-Match']?.[1]).toBe('1010, n/a ms');
  expect(table!.remarks.join()).toContain(
    'RabbitMQ queues, steady, listening: no time is told. Its orders left up to 2.10 ms late',
  );
  expect(situations!.rows.map(({ cells: all }) => textOf(all.at(-1) as Cell))).toEqual([
    '2.10',
    '2.10',
    '1.90',
    '2.10',
  ]);
  expect(answerWords(answerIn(late)!, 0)).toBe('–');
  expect(answerWords(answerIn(late)!, 1)).not.toContain('listening');
  expect(
    sayWayBack(figuresOf(folderOf(late)))
      .map(({ text }) => text)
      .join(),
  ).not.toContain('listening');
});

test('a run from before that told it of each way, and how late its orders left is not known', () => {
  const { lateP99Ms: _, waitedMs: __, ...older } = row('answer');
  const run = runOf({ 'sync-rest': [older] });
  for (const { wayBack } of run.trials) delete wayBack!.ratePerSecond;
  expect(RunSchema.parse(run).trials[0]?.wayBack?.rows).toEqual([older]);
  const [table, situations] = wayBackTables(wayBackOf(run)!);
  expect(table!.note).toContain('at 50/s of each way');
  expect(textOf(table!.rows[0]!.cells[0] as Cell)).toBe('4.00, n/a ms');
  expect(textOf(situations!.rows[0]!.cells.at(-1) as Cell)).toBe('–');
  expect(situations!.note).not.toContain('never knew');
  expect(situations!.remarks).toContain(
    'and the order service restarts: as before; the order service is killed after the last order, and started again.',
  );
  expect(situations!.remarks.at(-1)).toContain('Measured by older rules');
});

test('callers who never knew are loud', () => {
  const [, table] = wayBackTables(wayBackOf(runOf({ 'sync-rest': [row('answer', { known: 249 })] }))!);
  expect(table!.rows[0]!.cells[0]).toEqual({ loud: '249 of 250' });
});

test('where every order failed at once nobody was waiting and none counts as told, unless the order service was away', () => {
  const dead = { situation: 'inventory is dead' as const, placed: 100, known: 100, failed: 100 };
  const restarts = { ...dead, situation: 'and the order service restarts' as const };
  const run = runOf({ 'sync-rest': [row('answer'), row('answer', dead), row('answer', restarts)] });
  const [, table] = wayBackTables(wayBackOf(run)!);
  expect(table!.rows.map(({ cells }) => textOf(cells[0] as Cell))).toEqual([
    '250 of 250',
    'nobody was waiting',
    '100 of 100',
  ]);
  expect(table!.columns.map(({ head }) => head)).toContain('after the outcome was decided');
  expect(sayWayBack(figuresOf(folderOf(run))).at(-1)?.text).toBe(
    'Where a service was dead meanwhile, those who knew in the end: REST calls: 100 of 100 callers (100 were told that the order failed, the last after 2.00 s, 100 orders failed at once, for which nobody was waiting).',
  );
});

test('the newest whole run of it gives the composed comparison its row and its tables, and without one there is neither', () => {
  const of = (run: RunFile) =>
    composedComparison([{ name: 'a-run', figures: figuresOf(folderOf(run)) }], '', () => '0'.repeat(16));
  expect(of(known)).toContain(
    '[The caller knows the outcome within (median, 90%), while nothing fails, at 200/s in each mode, shared by its ways](a-run/report.md)',
  );
  expect(of(known)).toContain(`### ${knowsTitle}`);
  expect(of(lightSession(1))).not.toContain('The caller knows the outcome within');
});

test('concluded: who hears of the outcome soonest first, however long it took, and whether callers knew at all where a service was dead', () => {
  const texts = (run: RunFile) => sayWayBack(figuresOf(folderOf(run))).map(({ text }) => text);
  const dead = {
    situation: 'inventory is dead' as const,
    placed: 100,
    knownWithin: { p50: null, p90: null, max: 6200 },
  };
  const run = runOf({
    'sync-rest': [row('answer'), row('answer', { ...dead, known: 99, failed: 90 })],
    'async-rabbitmq': [
      row('ask', { afterOutcome: { p50: 990, p90: null, max: 2000 } }),
      row('callback'),
      row('listen', { afterOutcome: { p50: 0, p90: null, max: 7 } }),
      row('ask', { ...dead, known: 100 }),
    ],
  });
  expect(texts(run)).toEqual([
    'While nothing fails, half of all callers know within: REST calls: 4.00 ms with the answer (3 ms after the outcome); RabbitMQ queues: 12.0 ms listening (under 1 ms after the outcome), 9.00 ms called back (3 ms after the outcome) and 1010 ms asking again after Retry-After (990 ms after the outcome).',
    'Where a service was dead meanwhile, those who knew in the end: REST calls: 99 of 100 callers (90 were told that the order failed, the longest wait 6.20 s); RabbitMQ queues: 100 of 100 callers (the last after 6.20 s).',
  ]);
  expect(texts(lightSession(1))).toEqual([]);
});
