import type { CapacityStep, StepBreak } from '../../record/capacity.ts';
import type { ModeName, Trial, Variation } from '../../record/run-file.ts';
import { longTailed } from './random.ts';
import { type SampleTrial, sampleTrial } from './sample-trial.ts';

export interface SessionOptions {
  blocks?: number;
  /** How many times slower the second of each A/A pair is: 1 is an honest session. */
  again?: number;
  /** Spread of each trial around its mode's level, as a standard deviation of the logarithm. */
  noise?: number;
  /** How many times slower each mode is than it usually is. */
  slower?: Partial<Record<ModeName, number>>;
  /** Only what is ranked: base and A/A pairs. */
  rankedOnly?: boolean;
}

/** A made-up standard session of the latency experiment, in the order of an engine that shuffles modes by block. */
export function sampleSession(modes: ModeName[], random: () => number, options: SessionOptions): SampleTrial[] {
  const { blocks = 6, again = 1, noise = 0.03, slower = {}, rankedOnly = false } = options;
  const trial = (mode: ModeName, kind: Variation['kind'], value: number, block: number, seconds: number, times = 1) => {
    const level = longTailed(random, times * (slower[mode] ?? 1), noise);
    const sample = sampleTrial(mode, 'latency', 'none', null, seconds, random, level);
    const cost = sample.trial.ordersPerCoreSecond ?? 0;
    sample.trial.ordersPerCoreSecond = cost / longTailed(random, slower[mode] ?? 1, noise);
    return varied(sample, { kind, value }, block);
  };
  const ranked = Array.from({ length: blocks }, (_, index) => {
    const order = modes.map((_mode, place) => modes[(place + index) % modes.length] ?? 'sync-rest');
    const first = order[0] ?? 'sync-rest';
    return [
      ...order.map((mode) => trial(mode, 'base', 60, index + 1, 20)),
      trial(first, 'again', 60, index + 1, 20, again),
    ];
  }).flat();
  if (rankedOnly) return ranked;
  const once: [Variation['kind'], number[]][] = [
    ['delay', [0, 50, 200]],
    ['rate', [30, 60]],
    ['share', [50, 70, 90]],
    ['capacity', [0]],
    ['sustain', [300]],
    ['burst', [4]],
    ['fan-out', [10]],
    ['payload', [4096]],
  ];
  const variations = once.flatMap(([kind, values]) =>
    values.flatMap((value) => modes.map((mode) => extras(trial(mode, kind, value, 1, 10), mode, kind, value))),
  );
  return [...ranked, ...variations];
}

function varied(sample: SampleTrial, variation: Variation, block: number): SampleTrial {
  const { trial, series } = sample;
  const id = `${trial.mode}-latency-${variation.kind}-${variation.value}-b${block}`;
  for (const row of series) row.trial = id;
  const done = trial.orders.confirmed + trial.orders.rejected;
  Object.assign(trial, {
    id,
    block,
    variation,
    goodputPerSecond: done / (trial.load?.seconds ?? 1),
    unfinishedSlope: 0.02,
    resources: trial.resources.map((use) =>
      use.process === 'generator'
        ? use
        : { ...use, eventLoopDelayP99Ms: 2.4, eventLoopUtilisation: 0.21, commits: 900 },
    ),
  } satisfies Partial<Trial>);
  return sample;
}

/** What only some kinds of trial carry. */
function extras(sample: SampleTrial, mode: ModeName, kind: Variation['kind'], value: number): SampleTrial {
  const { trial } = sample;
  if (kind === 'delay') {
    const us = value * 1000 + 120;
    const observed = { samples: 600, p50: us, p90: null, p99: null, p999: null, max: us + 900, mean: us + 40 };
    trial.injectedDelay = { requestedMs: value, observed };
  }
  if (kind === 'capacity') trial.capacity = search(mode);
  if (kind === 'sustain') {
    for (const use of trial.resources)
      if (use.process === 'orders') Object.assign(use, { eventLoopUtilisation: 0.93, cpuSeconds: 18.5 });
  }
  return sample;
}

function search(mode: ModeName): Trial['capacity'] {
  const found = { 'sync-rest': 300, 'async-rabbitmq': 420 }[mode] ?? 360;
  const step = (ratePerSecond: number, broke: StepBreak | null): CapacityStep => ({
    ratePerSecond,
    seconds: 10,
    achieved: broke === null ? 0.998 : 0.94,
    backlogSlope: broke === null ? 0.1 : 14.2,
    completionP99Ms: broke === null ? 61 : 940,
    lost: 0,
    outcome: broke === null ? { kind: 'held' } : { kind: 'broke', by: [broke] },
  });
  const steps = [
    step(200, null),
    step(found * 2, { kind: 'backlog', perSecond: 14.2, atLeast: 9.1 }),
    step(found, null),
  ];
  return {
    ratePerSecond: found,
    sloMs: 500,
    steps: [...steps, step(found + 60, { kind: 'achieved', percent: 94 })],
  };
}
