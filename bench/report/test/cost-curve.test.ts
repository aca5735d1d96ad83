import { expect, test } from 'vitest';
import { modeNames } from '../../modes.ts';
import type { ModeName, ProcessUse, RunFile, Trial, Variation } from '../../record/run-file.ts';
import { answersOf } from '../figures/answers.ts';
import { figuresOf } from '../figures/run-figures.ts';
import { inShort } from '../markdown/sections/first-screen.ts';
import { lightSession } from '../testing/light-session.ts';
import { answerWords, questionWords } from '../words/answer-words.ts';

const use = (process: string, cpuSeconds: number): ProcessUse => ({ process, cpuSeconds, rssPeakMiB: 90 });

/** Loads with what an order costs there, in milliseconds of a core. */
type Curve = [Variation['kind'], number, number][];

function runOf(curves: Record<ModeName, Curve>, change: (trial: Trial) => void = () => {}): RunFile {
  const run = lightSession(1);
  const [blank] = run.trials as [Trial];
  const trials = Object.entries(curves).flatMap(([mode, curve]) =>
    curve.map(([kind, perSecond, ms]): Trial => {
      const trial: Trial = {
        ...blank,
        id: `${mode}-${kind}-${perSecond}`,
        mode,
        variation: { kind, value: perSecond },
        load: { ratePerSecond: perSecond, warmUpSeconds: 1, seconds: 10 },
        goodputPerSecond: perSecond,
        capacity: kind === 'capacity' ? { ratePerSecond: perSecond, sloMs: 500, steps: [] } : null,
        resources: [use('orders', (perSecond * 10 * ms) / 1000), use('generator', 1)],
      };
      change(trial);
      return trial;
    }),
  );
  return { ...run, trials: [...run.trials, ...trials] };
}

const curves: Record<ModeName, Curve> = {
  'sync-rest': [
    ['rate', 50, 6],
    ['rate', 200, 2.8],
    ['share', 677, 1.9],
    ['capacity', 730, 1.8],
  ],
  'async-rabbitmq': [
    ['rate', 50, 12],
    ['rate', 200, 5.1],
    ['share', 684, 2.28],
    ['capacity', 950, 1.53],
  ],
  'streaming-kafka': [
    ['rate', 50, 18],
    ['rate', 200, 8],
    ['share', 678, 2.4],
    ['capacity', 1020, 1.1],
    ['sustain', 1020, 0.9],
  ],
};

const answersTo = (run: RunFile) => {
  const folder = { run, metrics: {}, histogramsIn: '', latencies: () => null, series: [] };
  return answersOf({ latency: figuresOf(folder as unknown as Parameters<typeof figuresOf>[0]) }, modeNames);
};
const wordsOf = (run: RunFile) => {
  const answer = answersTo(run).find(({ question }) => question.kind === 'costs');
  return (
    answer && [questionWords(answer.question, modeNames), ...modeNames.map((_, index) => answerWords(answer, index))]
  );
};

test('modes are compared at one load alone; what an order costs at the rates of the own searches stands with them, and as no multiple', () => {
  expect(wordsOf(runOf(curves))).toEqual([
    'CPU of one order at 50/s and at 680/s, × REST calls at the loads that all had (no interval); and at the mean rate of its own searches, another in each mode and not compared',
    '6.00, 1.90 ms; 1.80 ms at 730/s',
    '12.0, 2.28 ms, × 1.20 to 2.00; 1.53 ms at 950/s',
    '18.0, 2.40 ms, × 1.26 to 3.00; 1.10 ms at 1020/s',
  ]);
});

test('a rate that was offered for longer, held or not, is no rate that a search held', () => {
  const withoutSearch = runOf(curves);
  withoutSearch.trials = withoutSearch.trials.filter(({ variation }) => variation?.kind !== 'capacity');
  expect(wordsOf(withoutSearch)?.[3]).toBe('18.0, 2.40 ms, × 1.26 to 3.00; n/a');
});

test('a mode that a process ran for alone is not set beside the first one', () => {
  const run = runOf(curves, ({ mode, resources }) => {
    if (mode === 'streaming-kafka') resources.push(use('analytics', 0.1));
  });
  expect(wordsOf(run)?.[3]).toMatch(/\/s; \*not ranked\*, other work$/);
});

test('with one load alone there is no curve', () => {
  expect(wordsOf(runOf({}))).toBeUndefined();
});

test('the sentences to take away name no price of one mode at one rate', () => {
  const words = inShort(answersTo(runOf(curves)), modeNames);
  expect(words).toContain('REST calls** if');
  expect(words).not.toContain('CPU');
});
