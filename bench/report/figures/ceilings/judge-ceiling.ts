import { ratioInterval } from '../../../measure/bootstrap.ts';
import { geometricMean } from '../../../measure/sums.ts';
import type { RunFile } from '../../../record/run-file.ts';
import { percent } from '../../markdown/format.ts';
import { ratioWords } from '../ranking/interval-words.ts';

type Ceiling = NonNullable<RunFile['ceilings']>[number];

/**
 * `met` or `missed` only when the whole interval lies on that side of the target; `not shown` otherwise, and after one
 * measurement, which has no interval. `no ceiling`: ours is the faster of the two, so the raw side is not the most that
 * the medium can do.
 */
type CeilingVerdict = 'met' | 'missed' | 'not shown' | 'no ceiling';

export interface JudgedCeiling {
  /** Geometric means over the blocks, in the ceiling's unit. */
  raw: number;
  ours: number;
  /** Ours/raw in words, with its interval where there are blocks for one. */
  share: string;
  /** The target, and what came of it, in words. */
  target: string;
  verdict: CeilingVerdict;
  /** Whether the mean is on the target's side, shown or not. */
  reached: boolean;
}

/** A ratio beyond this is more than two measurements of the same would differ by. */
const BEYOND = 1.05;

/** Our share of one ceiling; null where there is no sample, or one that has no ratio. */
export function judgeCeiling({ row, samples, target }: Ceiling, seed: number): JudgedCeiling | null {
  const good = samples.filter(({ raw, ours }) => raw > 0 && ours > 0);
  if (good.length === 0) return null;
  const [raws, own] = [good.map(({ raw }) => raw), good.map(({ ours }) => ours)];
  const [raw, ours] = [geometricMean(raws), geometricMean(own)];
  const ratio = ours / raw;
  const interval = good.length < 2 ? null : ratioInterval(own, raws, seed);
  const atLeast = 'atLeast' in target;
  const goal = 'atLeast' in target ? target.atLeast : target.atMost;
  const onItsSide = (figure: number) => (atLeast ? figure >= goal : figure <= goal);
  const faster = atLeast ? ratio > BEYOND : row === COMPLETION_ROW && ratio < 1 / BEYOND;
  const reached = onItsSide(ratio);
  const missedBy = reached ? '' : `missed by ${percent(Math.abs(ratio - goal) / goal, 1)}`;
  const words = `${atLeast ? '≥' : '≤'} ${goal}`;
  const judged = (verdict: CeilingVerdict, said: string): JudgedCeiling => ({
    raw,
    ours,
    share: interval ? ratioWords(interval) : `${ratio.toFixed(2)} (1 block, no interval)`,
    target: `${words}: ${said}`,
    verdict,
    reached,
  });
  if (faster) return judged('no ceiling', 'no ceiling, ours is the faster');
  if (!interval) return judged('not shown', `${missedBy ? `**${missedBy}**` : 'reached'} in its one measurement`);
  const [low, high] = [onItsSide(interval.low), onItsSide(interval.high)];
  if (low && high) return judged('met', 'met');
  if (!low && !high) return judged('missed', `**${missedBy}**`);
  return judged('not shown', `not shown, the interval contains it${missedBy ? ` (the mean has **${missedBy}**)` : ''}`);
}

/** The one row with milliseconds on both sides of the same kind: in rows 11 and 12 the raw side is an allowance. */
const COMPLETION_ROW = 9;
