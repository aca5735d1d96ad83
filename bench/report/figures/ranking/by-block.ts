import { type RatioInterval, ratioInterval } from '../../../measure/bootstrap.ts';
import type { Trial } from '../../../record/run-file.ts';
import { usable } from '../groups.ts';
import type { Metric } from './metric.ts';

/** The figure of each block that has a usable one; the ratio of a figure that is not above zero means nothing. */
export function byBlock(trials: Trial[], metric: Metric): Map<number, number> {
  return new Map(
    usable(trials).flatMap((trial) => {
      const figure = metric.of(trial);
      return figure === null || figure <= 0 ? [] : [[trial.block, figure] as const];
    }),
  );
}

/** The 95% interval of `a`/`b` over the blocks that have both; null with fewer than two of them. */
export function pairedInterval(a: Map<number, number>, b: Map<number, number>, seed: number): RatioInterval | null {
  const blocks = [...a.keys()].filter((block) => b.has(block)).sort((x, y) => x - y);
  if (blocks.length < 2) return null;
  const of = (figures: Map<number, number>) => blocks.flatMap((block) => figures.get(block) ?? []);
  return ratioInterval(of(a), of(b), seed);
}
