import { expect, test } from 'vitest';
import type { ModeName, RunFile, Trial } from '../../record/run-file.ts';
import { RunSchema } from '../../record/run-schema.ts';
import { type SagaFigures, type Shape, shapes } from '../../record/saga-cell.ts';
import { answersOf } from '../figures/answers.ts';
import { groupTrials } from '../figures/groups.ts';
import { figuresOf } from '../figures/run-figures.ts';
import { sagaOf } from '../figures/saga.ts';
import { saySaga } from '../markdown/conclude/say-saga.ts';
import { composedComparison } from '../render-first-screen.ts';
import { sagaTables, sagaTitle } from '../tables/saga.ts';
import { type Cell, textOf } from '../tables/table.ts';
import { lightSession } from '../testing/light-session.ts';
import { answerWords } from '../words/answer-words.ts';

const MODES: ModeName[] = ['sync-rest', 'async-rabbitmq'];

const figures: SagaFigures = {
  orders: 480,
  confirmed: 429,
  declined: 45,
  failed: 5,
  refused: 1,
  completionP50Ms: 40,
  completionP90Ms: 60,
  messagesPerOrder: 5,
  deliveriesPerOrder: 6,
  providerCallsPerOrder: 1.1,
  cpuMsPerOrder: 4,
  brokerCpuMsPerOrder: 1,
  heldP50Ms: null,
  refusedMeanwhile: 0,
  reservedBeside: 3,
};

/**
 * REST has one shape; orchestrated takes a fifth longer than choreographed, give or take a hundredth. In half of the blocks there is
 * the control, orchestrated once more, which takes so many times as long.
 */
function runOf(
  blocks: number,
  profile: RunFile['profile'] = 'standard',
  over: Partial<Trial> = {},
  noise = 1,
): RunFile {
  const [one] = lightSession(1).trials as [Trial];
  const trial = (mode: ModeName, shape: Shape, block: number, again?: true): Trial => {
    const times =
      (again ? noise : 1) *
      (shape === 'orchestrated' ? 1.2 : 1) *
      (1 + 0.01 * Math.sin(5 * block + (shape === 'orchestrated' ? 1 : 0)));
    return {
      ...one,
      id: `${mode}-saga-${shape}${again ? '-again' : ''}-b${block}`,
      experiment: 'saga',
      variation: null,
      latency: null,
      mode,
      block,
      load: { ratePerSecond: 60, warmUpSeconds: 2, seconds: 8 },
      saga: {
        shape,
        ...(again && { again }),
        figures: { ...figures, completionP50Ms: 40 * times },
        lines: [{ file: 'a.ts', lines: 100 }],
      },
      ...over,
    };
  };
  const trials = Array.from({ length: blocks }, (_, index) => [
    trial('sync-rest', 'orchestrated', index + 1),
    ...shapes.map((shape) => trial('async-rabbitmq', shape, index + 1)),
    ...(index % 2 === 0 ? [trial('async-rabbitmq', 'orchestrated', index + 1, true)] : []),
  ]).flat();
  return { ...lightSession(1), profile, modes: MODES, experiments: ['saga'], trials };
}

const folderOf = (run: RunFile) => ({ run, series: [], latencies: () => null, histogramsIn: '', metrics: {} });
const answerIn = (run: RunFile) => {
  const answer = answersOf({ saga: figuresOf(folderOf(run)) }, MODES).find(
    ({ question }) => question.kind === 'shapes',
  );
  return MODES.map((_, index) => answerWords(answer!, index));
};

test('a run without it tells nothing of it, its trials are in no other table, and its file is read again as it was', () => {
  const run = runOf(6);
  expect(sagaOf(lightSession(1))).toBeNull();
  expect(groupTrials(folderOf(run))).toEqual([]);
  expect(RunSchema.parse(run).trials[1]?.saga).toEqual(run.trials[1]?.saga);
});

test('the shapes are told as a ratio where a mode carries both, from six blocks of a longer run on', () => {
  expect(answerIn(runOf(6))).toEqual(['does not apply', expect.stringMatching(/^1\.(19|2\d?) \(1\.\d+ to 1\.\d+\)$/)]);
  expect(answerIn(runOf(5))[1]).toBe('*not ranked*, too few blocks');
  expect(answerIn(runOf(6, 'quick'))[1]).toBe('*not ranked*, a quick run');
});

test('where the control finds a difference between a shape and itself, none is told of any', () => {
  const noisy = runOf(6, 'standard', {}, 1.1);
  expect(answerIn(noisy)[1]).toBe('*not ranked*, its A/A control failed');
  const [, ratios] = sagaTables(sagaOf(noisy)!, noisy);
  expect(ratios!.remarks.join()).toContain('Void: RabbitMQ queues. The noise alone made one shape differ from itself');
  expect(textOf(ratios!.rows[0]!.cells[0] as Cell)).not.toContain('more');
});

test('a figure is that of the median block, with the range of all, and void where none may be used', () => {
  const cells = (run: RunFile) =>
    sagaTables(sagaOf(run)!, run)[0]!
      .rows.find(({ label }) => label === 'complete after, ms (median)')!
      .cells.map((cell) => textOf(cell as Cell));
  expect(cells(runOf(6))[1]).toMatch(/^4[78]\.\d \(4\d\.\d to 4\d\.\d\)$/);
  const lost = runOf(6, 'standard', { use: { usable: false, why: { kind: 'lost', orders: 1 } } });
  expect(cells(lost)).toEqual(['void', 'void', 'void']);
  expect(sagaTables(sagaOf(lost)!, lost)[0]!.remarks.join()).toContain('left out above');
});

test('of an even number of blocks the median lies between the two in the middle', () => {
  const run = runOf(4);
  const own = run.trials.filter(({ saga }) => saga?.shape === 'choreographed');
  for (const [at, { saga }] of own.entries()) saga!.figures.messagesPerOrder = [1, 2, 4, 9][at]!;
  const row = sagaTables(sagaOf(run)!, run)[0]!.rows.find(({ label }) => label === 'messages or calls per order')!;
  expect(textOf(row.cells[2] as Cell)).toBe('3 (1 to 9)');
});

test('a quantile of too few orders is told nowhere, in older runs as well', () => {
  const cellOf = (run: RunFile, label: string) =>
    textOf(sagaTables(sagaOf(run)!, run)[0]!.rows.find((row) => row.label === label)!.cells[1] as Cell);
  const run = runOf(6);
  expect(cellOf(run, 'complete after, ms (90%)')).toBe('n/a (480 samples)');
  expect(cellOf(run, 'complete after, ms (median)')).toMatch(/^4\d/);
  for (const { saga } of run.trials) Object.assign(saga!.figures, { samples: 1000 });
  expect(cellOf(run, 'complete after, ms (90%)')).toBe('60');
  for (const { saga } of run.trials) Object.assign(saga!.figures, { samples: 199, completionP50Ms: null });
  expect(cellOf(run, 'complete after, ms (median)')).toBe('n/a (199 samples)');
  expect(answerIn(run)[1]).toBe('*not ranked*, too few A/A controls');
  expect(RunSchema.parse(run).trials[1]?.saga?.figures.completionP50Ms).toBeNull();
});

test('the newest whole run of it gives the composed comparison its row and its tables, and without one there is neither', () => {
  const of = (run: RunFile) =>
    composedComparison([{ name: 'a-run', figures: figuresOf(folderOf(run)) }], '', () => '0'.repeat(16));
  expect(of(runOf(6))).toContain(
    '[Orders that are paid, at 60/s: median time to finish one, orchestrated ÷ choreographed (95% interval)](a-run/report.md)',
  );
  expect(of(runOf(6))).toContain(`### ${sagaTitle}`);
  expect(of(lightSession(1))).not.toContain('orchestrated');
});

test('concluded: how many times the other each shape is, what noise makes of it, and what customers saw', () => {
  const texts = (run: RunFile) => saySaga(figuresOf(folderOf(run))).map(({ text }) => text);
  const [times, seen] = texts(runOf(6));
  expect(times).toMatch(
    /^RabbitMQ queues, orchestrated ÷ choreographed: completion p50 1\.\d\d \(.+: more; messages per order /,
  );
  expect(seen).toBe(
    'Of 8640 orders with payment, 810 were declined by the provider and 90 failed; inventory refused 18, 0 of them while what was lacking was held by others and came back later. 54 reserved beside such stock.',
  );
  expect(texts(runOf(6, 'standard', {}, 1.1)).join(' ')).toContain(
    'Void: RabbitMQ queues. The noise alone made one shape differ from itself',
  );
  expect(texts(lightSession(1))).toEqual([]);
  const older = runOf(6);
  for (const { saga } of older.trials) delete saga!.figures.refused;
  for (const { saga } of RunSchema.parse(older).trials) expect(saga?.figures.refused).toBeUndefined();
  expect(texts(older)[1]).toContain('those that inventory refused are not counted here');
  const [table] = sagaTables(sagaOf(older)!, older);
  expect(table!.remarks[0]).toContain('older rules');
  expect(table!.rows.map(({ label }) => label)).not.toContain('refused by inventory');
});
