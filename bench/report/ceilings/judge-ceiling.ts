import { ratioInterval } from '../../measure/bootstrap.ts';
import { percent } from '../format.ts';
import { ratioWords } from '../ranking/interval-words.ts';
import type { RunFile } from '../run-file.ts';

type Ceiling = NonNullable<RunFile['ceilings']>[number];

export interface JudgedCeiling {
  /** Geometric means over the blocks, in the ceiling's unit. */
  raw: number;
  ours: number;
  /** Ours/raw in words, with its interval where there are blocks for one. */
  share: string;
  /** Whether the target was met, and by how much it was missed. */
  target: string;
  met: boolean;
}

/** Our share of one ceiling; null where there is no sample, or one that has no ratio. */
export function judgeCeiling({ samples, target }: Ceiling, seed: number): JudgedCeiling | null {
  const good = samples.filter(({ raw, ours }) => raw > 0 && ours > 0);
  if (good.length === 0) return null;
  const [raws, own] = [good.map(({ raw }) => raw), good.map(({ ours }) => ours)];
  const [raw, ours] = [geometricMean(raws), geometricMean(own)];
  const ratio = ours / raw;
  const atLeast = 'atLeast' in target;
  const goal = 'atLeast' in target ? target.atLeast : target.atMost;
  const met = atLeast ? ratio >= goal : ratio <= goal;
  const words = `${atLeast ? '≥' : '≤'} ${goal}`;
  const miss = atLeast ? (goal - ratio) / goal : (ratio - goal) / goal;
  return {
    raw,
    ours,
    share: good.length < 2 ? `${ratio.toFixed(2)} (1 block, no interval)` : ratioWords(ratioInterval(own, raws, seed)),
    target: met ? `${words}: met` : `${words}: **missed by ${percent(miss, 1)}**`,
    met,
  };
}

function geometricMean(figures: number[]): number {
  return Math.exp(figures.reduce((sum, figure) => sum + Math.log(figure), 0) / figures.length);
}
