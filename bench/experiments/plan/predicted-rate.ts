import type { Mode } from '../../../common/mode.ts';
import { mostPerSecond } from '../../lab/warehouse/work-time.ts';
import type { PredictedRate } from '../../record/work-cell.ts';
import { isControl, type WorkAsk } from './work-ask.ts';

/**
 * Little's law: so many orders are done per second as are worked on at once, by the mean time of one. Worked on at once are as
 * many as there are hands, in all processes that can have something to do, and where an order waits for all before it in its
 * partition no more than there are partitions. `held`: what the same mode did per second with a warehouse that answers at once; null: not known.
 */
export function predictedRate(
  { time, concurrency, instances, ordering }: Pick<WorkAsk, 'time' | 'concurrency' | 'instances' | 'ordering'>,
  { atOnce: { most, processes } }: Pick<Mode, 'atOnce'>,
  held: number | null,
): PredictedRate | null {
  if (time === null || isControl({ time })) return null;
  const hands = concurrency * instances;
  const partitions = (ordering !== null && most?.[ordering]) || Number.POSITIVE_INFINITY;
  const atOnce = Math.min(concurrency * Math.min(instances, processes ?? instances), partitions);
  const perSecond = mostPerSecond(time, atOnce);
  const drawn = { atOnce, meanMs: 1000 / mostPerSecond(time, 1), ...(processes !== undefined && { processes }) };
  if (held !== null && held < perSecond) return { perSecond: held, by: 'machine', ...drawn };
  return { perSecond, by: hands > atOnce ? 'partitions' : 'hands', ...drawn };
}
