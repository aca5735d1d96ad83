import type { Judgement } from '../../checkers/judge.ts';
import { growthOfLives, type LifeSample } from './lives.ts';
import { medianOf, type Slope, theilSen } from './slope.ts';

/** What is measured once a minute, and must not grow with time. */
export type SeriesKind = 'memory-mib' | 'handles' | 'files' | 'log-kib' | 'p50-ms' | 'p99-ms';

export interface SoakSeries {
  kind: SeriesKind;
  /** The process, or `all`. */
  of: string;
  /** One per minute, the first at minute 1; null where nothing was to be measured. */
  values: (number | null)[];
}

/** What is measured of a service that is killed now and then, and must grow neither while it lives nor from life to life. */
export interface LifeSeries {
  kind: 'memory-mib' | 'handles';
  of: string;
  samples: LifeSample[];
}

/** Over what growth was judged: all minutes of the run, a minute of a life, or a minute of the run at the same age. */
type GrowthOver = 'the run' | 'a minute of a life' | 'a minute, by life';

export interface Flatness {
  kind: SeriesKind;
  of: string;
  over: GrowthOver;
  median: number;
  /** By the robust slope; null: too little is known to say. */
  growth: number | null;
  allowed: number;
  flat: boolean;
}

export interface Soaked {
  series: SoakSeries[];
  lives: LifeSeries[];
  /** Offered, a minute. */
  ordersPerMinute: number;
  kills: Record<string, number>;
  /** Requests that the system had no connection for: the generator kept them waiting. */
  denied: number;
  checks: Pick<Judgement, 'outcome' | 'verdicts'>;
}

export interface SoakVerdict {
  outcome: 'holds' | 'violated' | 'could-not-run';
  flatness: Flatness[];
  reasons: string[];
}

/** Growth over the whole run that passes for none: so much, or this share of the median where that is more. */
const bounds: Record<SeriesKind, { least: number; share: number }> = {
  'memory-mib': { least: 40, share: 0.4 }, // a broker's: a heap of fixed size fills up, one by 30% in half an hour
  handles: { least: 40, share: 0.25 }, // pools of connections breathe with the load
  files: { least: 8, share: 0.25 },
  'log-kib': { least: 30 * 1024, share: 0 }, // of half an hour: each kill may be told by a MiB, which is 100 lines a second while it lasts
  'p50-ms': { least: 10, share: 0.5 },
  'p99-ms': { least: 100, share: 1 },
};
/** Growth per minute that passes for none. */
const perMinute: Record<LifeSeries['kind'], number> = { 'memory-mib': 0.5, handles: 0.5 };
/** Or so much memory per order, where that is more: who keeps anything of an order keeps more than this. */
const BYTES_PER_ORDER = 128;
/** Processes fill their heaps and caches first. */
const WARM_UP_SHARE = 0.2;
const FEWEST = 3;

/** Over the minutes after the first fifth: of what lives as long as the run. */
export function flatnessOf({ kind, of, values }: SoakSeries): Flatness {
  const points = values
    .flatMap((y, index) => (y === null ? [] : [{ x: index + 1, y }]))
    .filter(({ x }) => x > values.length * WARM_UP_SHARE);
  const minutes = Math.max(0, (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0));
  const median = medianOf(points.map(({ y }) => y));
  const growth = theilSen(points) * minutes;
  const { least, share } = bounds[kind];
  const allowed = Math.max(least, share * median);
  const known = points.length >= FEWEST;
  const rounded = { median: round(median), growth: known ? round(growth) : null, allowed: round(allowed) };
  return { kind, of, over: 'the run', ...rounded, flat: known && growth <= allowed };
}

/** Twice: within its lives and from life to life. It grows when the slope is more than allowed, and surely not 0. */
export function flatnessOfLives({ kind, of, samples }: LifeSeries, ordersPerMinute: number): Flatness[] {
  const { within, between } = growthOfLives(samples);
  const median = round(medianOf(samples.map(({ value }) => value)));
  const perOrder = kind === 'memory-mib' ? (BYTES_PER_ORDER * ordersPerMinute) / 2 ** 20 : 0;
  const allowed = Math.round(Math.max(perMinute[kind], perOrder) * 100) / 100;
  const judged = (over: GrowthOver, slope: Slope | null): Flatness => ({
    kind,
    of,
    over,
    median,
    allowed,
    growth: slope && Math.round(slope.slope * 100) / 100,
    flat: slope !== null && (slope.slope <= allowed || slope.atLeast <= 0),
  });
  return [judged('a minute of a life', within), judged('a minute, by life', between)];
}

/** Every series is flat, every check holds, and somebody was killed. */
export function judgeSoak({ series, lives, ordersPerMinute, kills, denied, checks }: Soaked): SoakVerdict {
  const flatness = [...series.map(flatnessOf), ...lives.flatMap((life) => flatnessOfLives(life, ordersPerMinute))];
  const told = (which: string) =>
    checks.verdicts
      .filter(({ outcome }) => outcome === which)
      .map(({ check, because }) => `${check} ${which}: ${because}`);
  const unfit = [
    ...(Object.values(kills).every((count) => count === 0) ? ['nothing was killed'] : []),
    ...(flatness.length === 0 ? ['nothing was measured'] : []),
    ...(denied > 0 ? [`${denied} requests had to wait for a connection to be had (ulimit -n)`] : []),
    ...flatness
      .filter(({ growth }) => growth === null)
      .map(({ kind, of, over }) => `${kind} of ${of} was seen too little to judge its growth over ${over}`),
    ...told('unknown'),
  ];
  const broken = [
    ...told('violated'),
    ...flatness
      .filter(({ flat, growth }) => !flat && growth !== null)
      .map(
        ({ kind, of, over, growth, allowed }) => `${kind} of ${of} grew by ${growth} over ${over}; allowed: ${allowed}`,
      ),
  ];
  if (broken.length > 0) return { outcome: 'violated', flatness, reasons: [...broken, ...unfit] };
  return { outcome: unfit.length > 0 ? 'could-not-run' : 'holds', flatness, reasons: unfit };
}

const round = (value: number) => Math.round(value * 10) / 10;
