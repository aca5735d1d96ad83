import type { ModeName, Percentiles, RunFile, Trial } from '../../record/run-file.ts';
import { longTailed, seeded } from './random.ts';
import { sampleFrame } from './sample-frame.ts';

export interface LightOptions {
  modes?: ModeName[];
  blocks?: number;
  /** Spread of each trial around its level, as a standard deviation of the logarithm. */
  noise?: number;
  /** How many times slower, and as many times more costly, each mode is. */
  slower?: Partial<Record<ModeName, number>>;
  /** How many times slower the first of each A/A pair is: 1 is an honest session. */
  base?: number;
  /** Trials at half the own capacity, with a control in every block. */
  shares?: boolean;
}

const levels: Record<string, number> = { 'sync-rest': 8000, 'async-rabbitmq': 12_000, 'streaming-kafka': 20_000 };

/** A made-up standard session with the figures that are ranked and nothing else: no histograms, no series. */
export function lightSession(seed: number, options: LightOptions = {}): RunFile {
  const {
    modes = ['sync-rest', 'async-rabbitmq', 'streaming-kafka'],
    blocks = 6,
    noise = 0.03,
    slower = {},
    base = 1,
    shares = false,
  } = options;
  const random = seeded(seed);
  const trial = (mode: ModeName, kind: 'base' | 'again' | 'share' | 'share-again', block: number): Trial => {
    const times = (slower[mode] ?? 1) * (kind === 'base' ? base : 1);
    const p50 = longTailed(random, (levels[mode] ?? 10_000) * times, noise);
    return {
      ...blank,
      verdicts: [], // its own: tests add to them
      id: `${mode}-latency-${kind}-b${block}`,
      mode,
      block,
      variation: { kind, value: kind === 'base' || kind === 'again' ? 100 : 50 },
      latency: {
        acceptance: percentiles(p50 / 2),
        completion: percentiles(p50),
        service: percentiles(p50),
        'send-delay': percentiles(200),
      },
      ordersPerCoreSecond: longTailed(random, 200 / times, noise),
    };
  };
  const trials = Array.from({ length: blocks }, (_, index) => [
    ...modes.map((mode) => trial(mode, 'base', index + 1)),
    trial(modes[index % modes.length] ?? 'sync-rest', 'again', index + 1),
    ...(shares ? modes.map((mode) => trial(mode, 'share', index + 1)) : []),
    ...(shares ? [trial(modes[index % modes.length] ?? 'sync-rest', 'share-again', index + 1)] : []),
  ]).flat();
  const run = sampleFrame(seed, modes, trials);
  return { ...run, profile: 'standard', experiments: ['latency'], notRun: [] };
}

function percentiles(p50: number): Percentiles {
  return { samples: 1750, p50, p90: p50 * 1.7, p99: null, p999: null, max: p50 * 9, mean: p50 };
}

const counts = { sent: 1750, accepted: 1750, refused: 0, failed: 0, timedOut: 0, connectionErrors: 0, unfinished: 0 };

const blank: Trial = {
  id: '',
  experiment: 'latency',
  kind: 'ordinary',
  mode: 'sync-rest',
  fault: 'none',
  block: 1,
  seed: 1,
  variation: null,
  without: [],
  expects: null,
  load: { ratePerSecond: 100, warmUpSeconds: 6, seconds: 17.5 },
  use: { usable: true },
  notSteady: false,
  requests: counts,
  orders: { accepted: 1750, confirmed: 1750, rejected: 0, failed: 0, pending: 0, parked: 0 },
  latency: null,
  resources: [],
  ordersPerCoreSecond: null,
  goodputPerSecond: 100,
  unfinishedSlope: 0,
  injectedDelay: null,
  capacity: null,
  story: null,
  timeline: null,
  replays: [],
  drain: null,
  verdicts: [],
};
