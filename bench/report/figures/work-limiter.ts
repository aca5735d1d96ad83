import type { GeneratorDoubt } from '../../measure/generator-doubts.ts';
import type { RunFile, Trial } from '../../record/run-file.ts';
import type { PredictedRate, WorkAbove } from '../../record/work-cell.ts';
import { type Limiter, limiterOf } from './limiter.ts';

/**
 * Why a cell did not do what was predicted, from what was measured while it was offered more than that:
 *
 * | kind         | measured                                                                                              |
 * |--------------|-------------------------------------------------------------------------------------------------------|
 * | `generator`  | the load generator was not in order                                                                   |
 * | `arrivals`   | fewer orders than hands waited at the end: too few were accepted                                      |
 * | `work`       | the hands were at work nearly all the time, and the work took longer than it was to, or not as long   |
 * | `exhausted`  | cores, an event loop, memory or the disk                                                              |
 * | `partitions` | as `hands`, and the processes cannot have as many partitions each: one had too little to do           |
 * | `hands`      | orders waited while hands were not at the warehouse                                                   |
 * | `control`    | more than the control held: that was the prediction's bound, and was measured once                    |
 * | `not found`  | nothing of these                                                                                      |
 */
export type WorkLimiter =
  | { kind: 'generator'; doubts: GeneratorDoubt[] }
  | { kind: 'arrivals'; acceptedPerSecond: number; waiting: number }
  | { kind: 'work'; tookMs: number; askedMs: number }
  | { kind: 'exhausted'; limiter: Limiter }
  | { kind: 'hands'; atWork: number; of: number; waiting: number }
  | { kind: 'partitions'; partitions: number; instances: number; atWork: number; of: number; waiting: number }
  | { kind: 'control' }
  | { kind: 'not found' };

/** A cell further from its prediction than this names its limiter. */
export const MISSED = 0.2;
/** Hands at work for so much of the time are busy: to take the next order takes a moment. */
const BUSY = 0.9;
/** A mean of the times as they were drawn is as near as this to the mean that was asked for. */
const AS_DRAWN = 0.1;

export function workLimiterOf(
  trial: Trial,
  { host, durability }: Pick<RunFile, 'host' | 'durability'>,
  predicted: PredictedRate,
  above: WorkAbove,
): WorkLimiter {
  const { atWork, workMs, waiting, acceptedPerSecond, doubts } = above;
  const { atOnce, meanMs: askedMs } = predicted;
  if (doubts.length > 0) return { kind: 'generator', doubts };
  const faster = above.completedPerSecond > predicted.perSecond;
  if (faster && predicted.by === 'machine') return { kind: 'control' };
  const apart = workMs === null ? 0 : workMs / askedMs - 1;
  const busy = atWork !== null && atWork >= BUSY * atOnce;
  if (workMs !== null && (faster ? apart < -AS_DRAWN : busy && apart > AS_DRAWN)) {
    return { kind: 'work', tookMs: workMs, askedMs };
  }
  if (faster) return { kind: 'not found' };
  if (waiting < atOnce) return { kind: 'arrivals', acceptedPerSecond, waiting };
  const asLoaded = {
    ...trial,
    load: { ratePerSecond: above.offeredPerSecond, warmUpSeconds: 0, seconds: above.sampledSeconds },
  };
  const limiter = limiterOf({ ...asLoaded, resources: above.resources }, host, durability);
  if (limiter !== null && limiter.kind !== 'none') return { kind: 'exhausted', limiter };
  if (atWork === null || busy) return { kind: 'not found' };
  const instances = trial.work?.instances ?? 1;
  const { processes: partitions = instances } = predicted;
  if (predicted.by === 'hands' && partitions % instances !== 0) {
    return { kind: 'partitions', partitions, instances, atWork, of: atOnce, waiting };
  }
  return { kind: 'hands', atWork, of: atOnce, waiting };
}
