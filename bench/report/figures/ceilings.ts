import { type RatioInterval, ratioInterval } from '../../measure/bootstrap.ts';
import { geometricMean } from '../../measure/sums.ts';
import type { ModeName, RunFile } from '../../record/run-file.ts';

type Ceiling = NonNullable<RunFile['ceilings']>[number];

/**
 * `met` or `missed` only when the whole interval lies on that side of the target and six blocks carry it; `not shown`
 * otherwise: the interval of two blocks is their two ratios, and misses the truth every other time. `no ceiling`: ours is the faster of the two, by an interval that
 * excludes 1 over six blocks, so the raw side is not the most that the medium can do.
 */
type CeilingVerdict = 'met' | 'missed' | 'not shown' | 'no ceiling';

export interface JudgedCeiling {
  /** Geometric means over the blocks, in the ceiling's unit. */
  raw: number;
  ours: number;
  /** The empty pipeline and the smallest program, of the blocks that have both; null where none has. */
  empty: { mean: number; raw: number; blocks: number } | null;
  /** Ours/raw, and its interval where there are blocks for one. */
  ratio: number;
  interval: RatioInterval | null;
  /** By which share of itself the mean misses the target; null where it is on the target's side, shown or not. */
  missedBy: number | null;
  verdict: CeilingVerdict;
}

/** A row of the table; `judged` is null where nothing was measured. */
export interface CeilingFigures {
  ceiling: Ceiling;
  judged: JudgedCeiling | null;
}

export function ceilingsOf({ ceilings = [], seed }: Pick<RunFile, 'ceilings' | 'seed'>): CeilingFigures[] {
  return ceilings
    .toSorted((a, b) => a.row - b.row)
    .map((ceiling) => ({ ceiling, judged: judgeCeiling(ceiling, seed) }));
}

/** A ratio beyond this is more than two measurements of the same would differ by. */
export const BEYOND = 1.05;
/** One that is no accident of a few blocks. */
const LEAD = 1.1;

/** Our share of one ceiling; null where there is no sample, or one that has no ratio. */
export function judgeCeiling({ row, samples, target }: Ceiling, seed: number): JudgedCeiling | null {
  const good = samples.filter(({ raw, ours }) => raw > 0 && ours > 0);
  if (good.length === 0) return null;
  const [raws, own] = [good.map(({ raw }) => raw), good.map(({ ours }) => ours)];
  const [raw, ours] = [geometricMean(raws), geometricMean(own)];
  const empties = good.flatMap(({ raw: beside, empty = 0 }) => (empty > 0 ? [{ beside, empty }] : []));
  const empty =
    empties.length === 0
      ? null
      : {
          mean: geometricMean(empties.map((each) => each.empty)),
          raw: geometricMean(empties.map(({ beside }) => beside)),
          blocks: empties.length,
        };
  const ratio = ours / raw;
  const interval = good.length < 2 ? null : ratioInterval(own, raws, seed);
  const atLeast = 'atLeast' in target;
  const goal = 'atLeast' in target ? target.atLeast : target.atMost;
  const onItsSide = (figure: number) => (atLeast ? figure >= goal : figure <= goal);
  const beyond = atLeast ? ratio > BEYOND : COMPLETION_ROWS.includes(row) && ratio < 1 / BEYOND;
  const faster = beyond && interval !== null && interval.conclusive && (interval.low > 1 || interval.high < 1);
  const missedBy = onItsSide(ratio) ? null : Math.abs(ratio - goal) / goal;
  const sides = interval?.conclusive ? [onItsSide(interval.low), onItsSide(interval.high)] : [true, false];
  const verdict = faster ? 'no ceiling' : sides.every(Boolean) ? 'met' : sides.some(Boolean) ? 'not shown' : 'missed';
  return { raw, ours, empty, ratio, interval, missedBy, verdict };
}

/** Those with milliseconds of the same kind on both sides: in rows 11 and 12 of older runs the raw side is an allowance. */
const COMPLETION_ROWS = [9, 14];

/** The modes by orders completed per second, the most first, as ours and as the smallest programs. */
export interface ModeOrder extends Record<'ours' | 'raw', ModeName[]> {
  /**
   * Those that stand the other way round with somebody, on both sides by more than two measurements of the same would differ, or
   * whose lead as smallest programs is gone; as ours.
   */
  swapped: ModeName[];
}

/** Null: fewer than two modes. */
export function orderOfModes(ceilings: readonly CeilingFigures[]): ModeOrder | null {
  const sustained = ceilings.flatMap(({ ceiling: { row, mode }, judged }) =>
    row === SUSTAINED_ROW && mode !== undefined && judged ? [{ mode, ...judged }] : [],
  );
  if (sustained.length < 2) return null;
  const by = (side: 'ours' | 'raw') => sustained.toSorted((a, b) => b[side] - a[side]).map(({ mode }) => mode);
  const swaps = sustained.flatMap((a) =>
    sustained.flatMap((b) => {
      const turned = b.raw > BEYOND * a.raw && a.ours > BEYOND * b.ours;
      const levelled = b.raw > LEAD * a.raw && BEYOND * a.ours >= b.ours;
      return turned || levelled ? [a.mode, b.mode] : [];
    }),
  );
  return { ours: by('ours'), raw: by('raw'), swapped: by('ours').filter((mode) => swaps.includes(mode)) };
}

const SUSTAINED_ROW = 13;
