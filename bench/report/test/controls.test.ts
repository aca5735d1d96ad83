import { expect, test } from 'vitest';
import type { ModeName, RunFile, Trial } from '../../record/run-file.ts';
import { controlOfMetric, controlsOf, whyNotTold } from '../figures/controls.ts';
import { untold } from '../tables/control-remarks.ts';
import { lightSession } from '../testing/light-session.ts';

const figureOf = { time: ({ goodputPerSecond }: Trial) => goodputPerSecond };
const modes: ModeName[] = ['async-rabbitmq', 'streaming-kafka'];
const run: RunFile = lightSession(1);
const [one] = run.trials as [Trial];
const trial = (mode: ModeName, block: number, figure: number): Trial => ({
  ...one,
  mode,
  block,
  use: { usable: true },
  goodputPerSecond: figure,
});
const blocks = [1, 2, 3, 4, 5, 6];
const base = modes.flatMap((mode) => blocks.map((block) => trial(mode, block, 100)));
const steady = blocks.map((block) => trial('async-rabbitmq', block, 100 + (block % 2)));

test('the noise of one mode is not held against another', () => {
  const wild = blocks.map((block) => trial('streaming-kafka', block, block % 2 === 0 ? 60 : 150));
  const of = controlsOf(figureOf, modes, base, [...steady, ...wild], 1);
  const width = (mode: ModeName) => {
    const control = controlOfMetric(run, of, mode, 'time');
    return control ? control.high - control.low : Number.NaN;
  };
  expect(width('async-rabbitmq')).toBeLessThan(0.05);
  expect(width('streaming-kafka')).toBeGreaterThan(0.3);
});

test('a mode whose control differs from itself is void, and it alone', () => {
  const off = blocks.map((block) => trial('streaming-kafka', block, 140 + (block % 2)));
  const of = controlsOf(figureOf, modes, base, [...steady, ...off], 1);
  expect(modes.map((mode) => whyNotTold(run, of, mode))).toEqual([null, 'noisy']);
  expect(untold(of, run, 'it').join()).toMatch(/^Void: Kafka[^,]*\. /);
});

test('a mode with too few pairs of its own is told as inconclusive, whatever the others have', () => {
  const of = controlsOf(figureOf, modes, base, steady, 1);
  expect(modes.map((mode) => whyNotTold(run, of, mode))).toEqual([null, 'uncontrolled']);
  expect(untold(of, run, 'it').join()).toMatch(/^Inconclusive: Kafka/);
});
