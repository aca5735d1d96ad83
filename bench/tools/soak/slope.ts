export interface Point {
  x: number;
  y: number;
}

/**
 * The median of the slopes between all pairs of points (Theil 1950, Sen 1968): per unit of x, unmoved by up to 29% of
 * outliers. 0 with fewer than two points.
 */
export function theilSen(points: readonly Point[]): number {
  return medianOf(slopesOf(points));
}

export interface Slope {
  /** Per unit of x. */
  slope: number;
  /** It is at least this, in 99 of 100 cases. */
  atLeast: number;
}

/** One-sided, 99%. */
const Z = 2.326;

/**
 * The slope that several groups of points share, each at a height of its own: only points of one group are compared
 * (Hirsch, Slack and Smith 1982, where the groups are the months of the year). The lower bound is Sen's, by the variance
 * of Kendall's S summed over the groups. Null while there are too few points for any order of them to be telling.
 */
export function seasonalSlope(groups: readonly (readonly Point[])[]): Slope | null {
  const slopes = groups.flatMap(slopesOf).sort((a, b) => a - b);
  const variance = groups.reduce((sum, { length: n }) => sum + (n * (n - 1) * (2 * n + 5)) / 18, 0);
  const rank = Math.floor((slopes.length - Z * Math.sqrt(variance)) / 2);
  const atLeast = rank >= 1 ? slopes[rank - 1] : undefined;
  return atLeast === undefined ? null : { slope: medianOf(slopes), atLeast };
}

const slopesOf = (points: readonly Point[]): number[] =>
  points.flatMap((a, index) =>
    points.slice(index + 1).flatMap((b) => (b.x === a.x ? [] : [(b.y - a.y) / (b.x - a.x)])),
  );

/** 0 of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}
