import type { GeneratorDoubt } from '../measure/generator-doubts.ts';
import type { Percentiles, ProcessUse } from './run-file.ts';

/** The time of a control: as much is done about an order as in any other cell, but for the waiting. */
export const ANSWERED_AT_ONCE = '0ms';

/** What inventory has to do about each order, in how many hands, and what is promised of the order in which it is done. */
export interface WorkKey {
  /** As it is spelled: `20ms,1%=2s`; `0ms`: the warehouse is asked, and answers at once; `0`: nobody is asked, which was the control of older runs. */
  time: string;
  /** Orders that one process works on at once. */
  concurrency: number;
  /** Processes of inventory. */
  instances: number;
  /** What an order waits for; null: nothing can be chosen in its mode, and no order is kept. */
  ordering: string | null;
}

/** What a trial of the work experiment adds to the figures that every trial has. */
export interface WorkCell extends WorkKey {
  /** Null: nothing to predict, this is the control that says what the machine holds where no order takes time. */
  predicted: PredictedRate | null;
  /** Percent at which the latencies of the trial were taken: of what was done at most; in older runs of what was predicted. */
  sharePercent: number;
  shareOf?: 'done';
  /** Only there to stand beside a wrong way, which is the same but for one protection: it is a cell of no table. */
  besideWrong?: true;
  /** What was done while more came than can be done; null where that was not tried. */
  above: WorkAbove | null;
  /** Completion of the orders that do not take long, microseconds; null where none does. */
  others: Percentiles | null;
  /** What the warehouse was asked and did; null where there was none. `twice`: orders it did more than once. */
  warehouse: { orders: number; calls: number; again: number; twice: number } | null;
  /** Orders of a burst that were accepted, and how long after it began the last of them was done; null: one never was. Absent: no burst came. */
  burst?: { orders: number; doneSeconds: number | null };
}

/** Orders per second by Little's law, and what bounds them. */
export interface PredictedRate {
  perSecond: number;
  /** `machine`: so many hands could do more than the control of the same mode held. */
  by: 'hands' | 'partitions' | 'machine';
  /** Orders that can be at work at once. */
  atOnce: number;
  /** What one order takes, on average, milliseconds. */
  meanMs: number;
  /** More processes than so many have nothing to do; absent: any number has. */
  processes?: number;
}

/** The steady part of a load above the predicted rate. */
export interface WorkAbove {
  offeredPerSecond: number;
  seconds: number;
  acceptedPerSecond: number;
  completedPerSecond: number;
  /** Of the control, where no step was too much or the generator gave out first: the machine holds at least this. */
  topped?: true;
  /** Orders due and neither complete nor turned away at its end. */
  waiting: number;
  doubts: GeneratorDoubt[];
  /** Orders at the warehouse on average, and how long one took there, as it measured itself; null for the control, and where there is none. */
  atWork: number | null;
  workMs: number | null;
  resources: ProcessUse[];
  /** Seconds that `resources` are of. */
  sampledSeconds: number;
}
