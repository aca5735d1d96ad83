import type { Settings } from '../../../common/base/config.ts';
import type { Instances } from '../../lab/instances.ts';
import type { WorkOptions } from '../../lab/warehouse/work-options.ts';
import { takesTime, type WorkTime } from '../../lab/warehouse/work-time.ts';
import type { PredictedRate, WorkCell, WorkKey } from '../../record/work-cell.ts';
import type { LatencyAsk } from './latency-ask.ts';
import type { WorkSize } from './work-size.ts';

/** One cell of the work experiment, and how it is measured. */
export interface WorkAsk {
  /** Null: nobody is asked. */
  time: WorkTime | null;
  concurrency: number;
  instances: number;
  ordering: Settings['LAB_ORDERING'] | null;
  size: WorkSize;
  /** At orders per second and latencies, or at what becomes of orders under a load as it is given. */
  looks: 'rates' | 'course';
  /** Only there to stand beside a wrong way. */
  besideWrong?: true;
  /** At the rate of its plan, and so many times that for a while; absent: at a share of its prediction. */
  burst?: NonNullable<LatencyAsk['burst']>;
  /** What Little's law makes of it; null for the control, and until that is known. */
  predicted: PredictedRate | null;
}

/** What the others are compared with: no order takes time, so that there is nothing to predict. */
export const isControl = ({ time }: Pick<WorkAsk, 'time'>): boolean => time === null || !takesTime(time);

export const keyOf = ({
  time,
  concurrency,
  instances,
  ordering,
}: Pick<WorkAsk, 'time' | 'concurrency' | 'instances' | 'ordering'>): WorkKey => ({
  time: time?.text ?? '0',
  concurrency,
  instances,
  ordering,
});

/** As a lab is told. */
export const optionsOf = ({ time, concurrency, instances, ordering }: WorkAsk): WorkOptions => ({
  work: time,
  concurrency,
  instances: { inventory: instances },
  ...(ordering !== null && { ordering }),
});

/** How many processes a role has in a trial: as the run is told, unless the trial asks for others. */
export const instancesIn = (
  { work }: { work?: WorkAsk | undefined },
  { instances }: Pick<WorkOptions, 'instances'>,
): Instances => ({
  ...instances,
  ...(work && optionsOf(work).instances),
});

/** A cell of which nothing is measured yet. */
export const unmeasured = (ask: WorkAsk): WorkCell => ({
  ...keyOf(ask),
  predicted: ask.predicted,
  sharePercent: ask.size.sharePercent,
  ...(ask.besideWrong && { besideWrong: ask.besideWrong }),
  above: null,
  others: null,
  warehouse: null,
});

/** Orders per second that are offered to see how much is done at most; `rate`: what is offered below that. */
export function rateAbove({ predicted, size }: Pick<WorkAsk, 'predicted' | 'size'>, rate: number): number {
  const percent = predicted?.by === 'machine' ? size.aboveMachinePercent : size.abovePercent;
  return Math.ceil(((predicted?.perSecond ?? rate) * percent) / 100);
}

/** Before more comes than can be done, which warms it up on: no latency is told of that. */
export const WARM_UP_ABOVE_S = 2;

/** A load above what can be done fills the hands within this, or as soon as the longest work takes. */
const UNTIL_FULL_S = 1;

/** Seconds of a load above what can be done: until all hands are full, and how long it is looked at then. */
export function secondsAbove({ time, size }: Pick<WorkAsk, 'time' | 'size'>): { untilFull: number; looked: number } {
  const longest = longestSeconds(time);
  return {
    untilFull: Math.max(UNTIL_FULL_S, longest),
    looked: Math.max(size.aboveSeconds, size.longestWorks * longest),
  };
}

/** Seconds at a share of what was done. */
export const secondsOfShare = ({ time, size }: Pick<WorkAsk, 'time' | 'size'>): number =>
  Math.max(size.shareSeconds, size.longestWorks * longestSeconds(time));

const longestSeconds = (time: WorkAsk['time']): number =>
  time === null ? 0 : Math.max(time.usual.meanMs, time.slow?.draw.meanMs ?? 0) / 1000;
