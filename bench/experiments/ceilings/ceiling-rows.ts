import { geometricMean } from '../../measure/sums.ts';
import type { Ceiling } from '../../record/run-file.ts';

/** A line of the table, before anything is measured. */
type Line = Pick<Ceiling, 'row' | 'raw' | 'ours' | 'unit' | 'target' | 'learns'>;

/** Both for every mode. Rows 1 to 12 were those of older runs, whose sides did different work. */
const lines = {
  sustained: {
    row: 13,
    raw: 'the smallest program with the same guarantees, 256 orders under way',
    ours: 'orders completed, 256 under way',
    unit: 'orders/s',
    target: { atLeast: 0.75 },
    learns:
      'how much of the throughput of a durable workflow over this medium this code leaves; what is between the smallest and the empty program is the price of keeping the promises at all',
  },
  completion: {
    row: 14,
    raw: 'the smallest program with the same guarantees, completion p50 at 100 orders/s',
    ours: 'completion p50 at 100 orders/s',
    unit: 'ms',
    target: { atMost: 1.3 },
    learns: 'how much longer an order takes than in the fewest lines, on the same processes, when nothing is busy',
  },
} as const satisfies Record<string, Line>;

export type CeilingId = keyof typeof lines;

export const ceilingIds = Object.keys(lines) as CeilingId[];

export const lineOf = (id: CeilingId): Line => lines[id];

/** Whether the share of these samples, the geometric mean of their blocks, misses the target of its line. */
export function missesTarget(id: CeilingId, shares: readonly number[]): boolean {
  if (shares.length === 0) return false;
  const mean = geometricMean(shares);
  const { target } = lineOf(id);
  return 'atLeast' in target ? mean < target.atLeast : mean > target.atMost;
}
