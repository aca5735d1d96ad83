import type { Judgement } from '../checkers/judge.ts';
import { medianOf, theilSen } from './slope.ts';

/** What is measured once a minute, and must not grow with time. */
export type SeriesKind = 'memory-mib' | 'handles' | 'files' | 'log-kib' | 'p50-ms' | 'p99-ms';

export interface SoakSeries {
  kind: SeriesKind;
  /** The process, or `all`. */
  of: string;
  /** One per minute, the first at minute 1; null where nothing was to be measured. */
  values: (number | null)[];
}

export interface Flatness {
  kind: SeriesKind;
  of: string;
  minutes: number;
  median: number;
  /** By how much it grew over the run: the robust slope times the minutes. */
  growth: number;
  allowed: number;
  flat: boolean;
}

export interface Soaked {
  series: SoakSeries[];
  kills: Record<string, number>;
  checks: Pick<Judgement, 'outcome' | 'verdicts'>;
}

export interface SoakVerdict {
  outcome: 'holds' | 'violated' | 'could-not-run';
  flatness: Flatness[];
  reasons: string[];
}

/** Growth over the whole run that passes for none: so much, or this share of the median where that is more. */
const bounds: Record<SeriesKind, { least: number; share: number }> = {
  'memory-mib': { least: 40, share: 0.25 },
  handles: { least: 40, share: 0.25 }, // pools of connections breathe with the load
  files: { least: 8, share: 0.25 },
  'log-kib': { least: 1024, share: 0 },
  'p50-ms': { least: 10, share: 0.5 },
  'p99-ms': { least: 100, share: 1 },
};
/** Processes fill their heaps and caches first. */
const WARM_UP_SHARE = 0.2;
const FEWEST = 3;

/** Over the minutes after the first fifth, by a slope that a killed process with its fresh memory does not move much. */
export function flatnessOf({ kind, of, values }: SoakSeries): Flatness {
  const points = values
    .flatMap((y, index) => (y === null ? [] : [{ x: index + 1, y }]))
    .filter(({ x }) => x > values.length * WARM_UP_SHARE);
  const minutes = Math.max(0, (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0));
  const median = medianOf(points.map(({ y }) => y));
  const growth = theilSen(points) * minutes;
  const { least, share } = bounds[kind];
  const allowed = Math.max(least, share * median);
  const rounded = { median: round(median), growth: round(growth), allowed: round(allowed) };
  return { kind, of, minutes, ...rounded, flat: points.length >= FEWEST && growth <= allowed };
}

/** Every series is flat, every check holds, and somebody was killed. */
export function judgeSoak({ series, kills, checks }: Soaked): SoakVerdict {
  const flatness = series.map(flatnessOf);
  const told = (which: string) =>
    checks.verdicts
      .filter(({ outcome }) => outcome === which)
      .map(({ check, because }) => `${check} ${which}: ${because}`);
  const short = series.filter(({ values }) => values.filter((value) => value !== null).length < FEWEST);
  const unfit = [
    ...(Object.values(kills).every((count) => count === 0) ? ['nothing was killed'] : []),
    ...(series.length === 0 ? ['nothing was measured'] : []),
    ...short.map(({ kind, of }) => `${kind} of ${of} was measured too seldom`),
    ...told('unknown'),
  ];
  const broken = [
    ...told('violated'),
    ...flatness
      .filter(({ flat, kind, of }) => !flat && !short.some((one) => one.kind === kind && one.of === of))
      .map(
        ({ kind, of, growth, allowed, minutes }) =>
          `${kind} of ${of} grew by ${growth} in ${minutes} min; ${allowed} are allowed`,
      ),
  ];
  if (broken.length > 0) return { outcome: 'violated', flatness, reasons: [...broken, ...unfit] };
  return { outcome: unfit.length > 0 ? 'could-not-run' : 'holds', flatness, reasons: unfit };
}

const round = (value: number) => Math.round(value * 10) / 10;
