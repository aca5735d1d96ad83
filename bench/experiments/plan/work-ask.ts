import type { Settings } from '../../../common/base/config.ts';
import type { WorkOptions } from '../../lab/warehouse/work-options.ts';
import type { WorkTime } from '../../lab/warehouse/work-time.ts';
import type { PredictedRate, WorkCell, WorkKey } from '../../record/work-cell.ts';
import type { WorkSize } from './work-size.ts';

/** One cell of the work experiment, and how it is measured. */
export interface WorkAsk {
  /** Null: no work. */
  time: WorkTime | null;
  concurrency: number;
  instances: number;
  ordering: Settings['LAB_ORDERING'] | null;
  size: WorkSize;
  /** What Little's law makes of it; null for the control, and until that is known. */
  predicted: PredictedRate | null;
}

export const keyOf = ({ time, concurrency, instances, ordering }: Omit<WorkAsk, 'size' | 'predicted'>): WorkKey => ({
  time: time?.text ?? '0',
  concurrency,
  instances,
  ordering,
});

/** As a lab is told. */
export const optionsOf = ({ time, concurrency, ordering }: WorkAsk): WorkOptions => ({
  work: time,
  concurrency,
  ...(ordering !== null && { ordering }),
});

/** A cell of which nothing is measured yet. */
export const unmeasured = (ask: WorkAsk): WorkCell => ({
  ...keyOf(ask),
  predicted: ask.predicted,
  sharePercent: ask.size.sharePercent,
  above: null,
  others: null,
  warehouse: null,
});
