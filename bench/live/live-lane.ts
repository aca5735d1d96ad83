import type { DepthWatch } from './lanes/depth-watch.ts';
import type { LaneFaults } from './lanes/lane-faults.ts';
import type { LaneRun } from './lanes/lane-run.ts';
import type { LaneView } from './lanes/lane-view.ts';
import type { MoneyWatch } from './lanes/money-watch.ts';
import type { Judgement } from './protocol/events.ts';
import type { LaneWatch } from './watch/lane-watch.ts';
import type { OrderLog } from './watch/order-log.ts';

/** One lane with everything that belongs to it. */
export interface LiveLane {
  run: LaneRun;
  faults: LaneFaults;
  view: LaneView;
  watch: LaneWatch;
  log: OrderLog;
  depths: DepthWatch;
  money: MoneyWatch;
  judgement: Judgement | null;
  /** As it was told last. */
  told: string;
}
