import type { Mode } from '../../../common/mode.ts';
import type { Broker } from '../../brokers/broker.ts';
import type { FaultKind } from '../../faults/fault.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Paying } from '../../lab/provider/provider.ts';
import type { WorkOptions } from '../../lab/warehouse/work-options.ts';
import type { DoorCell } from '../../record/door-cell.ts';
import type { ExperimentName, Runtime, Variation } from '../../record/run-file.ts';
import type { SagaAsk } from '../../record/saga-cell.ts';
import type { TrialKind } from '../../record/trial-kind.ts';
import type { ClusterAsk } from './cluster-steps.ts';
import type { LatencyAsk } from './latency-ask.ts';
import type { ReplaySize } from './profiles.ts';
import type { WayBackSize } from './way-back-size.ts';
import type { WorkAsk } from './work-ask.ts';

export interface TrialPlan {
  /** Names its files and rows. */
  id: string;
  /** Its place in the order of trials; part of the names it uses on the broker. */
  number: number;
  experiment: ExperimentName;
  kind: TrialKind;
  mode: Mode;
  fault: FaultKind;
  load: { ratePerSecond: number; warmUpSeconds: number; seconds: number };
  /** Seconds after the start of the load; null: after the load, when everything is finished. */
  faultAt: { inject: number; heal: number } | null;
  /** The load goes on until so many seconds after the healing, however long that takes, but at most so long in all; absent: as planned. */
  untilHealed?: { after: number; most: number };
  /** Rebuild from what the medium kept, afterwards. */
  replay: ReplaySize | null;
  /** 1 for the first. */
  block: number;
  /** What a latency trial varies, and what that means for its load. */
  variation: Variation | null;
  latency?: LatencyAsk;
  /** What a work trial has inventory do, whatever the run is told. */
  work?: WorkAsk;
  cluster?: ClusterAsk;
  /** What its orders go through. */
  door?: DoorCell;
  wayBack?: WayBackSize;
  /** Its orders are paid in this shape. */
  saga?: SagaAsk;
  /** Protections switched off in this trial alone, and the checks of which one must then be violated. */
  without: string[];
  expects: string[] | null;
  /** For its verdicts, not for its times: short, and at the same time as those of the other modes, unless `alone`. */
  beside?: boolean;
  /** A check compares times: nothing else may run meanwhile. */
  alone?: boolean;
  /** Waiting for rest is given up when nothing has moved for so long, before the usual deadline. */
  stillMs?: number;
  seed: number;
}

/** The part of a plan that does not depend on mode and block. */
export type Step = {
  name: string;
  modes: Mode[];
  plan: Omit<TrialPlan, 'id' | 'number' | 'experiment' | 'mode' | 'block' | 'seed'>;
};

export interface TrialOptions extends WorkOptions {
  /** Absent: processes. */
  runtime?: Runtime;
  durability: 'page-cache' | 'fsync';
  without: string[];
  /** How orders are paid, and how the provider behaves; absent: they are not. */
  paying?: Omit<Paying, 'seed'> | null;
  /** Notifications are delivered to a mail server. */
  mail?: boolean;
  /** Replay: only these sources and rewinds, by a part of their names; empty: all. */
  from: string[];
  /** Replay: falsify what was rebuilt, to show that it would be noticed. */
  tamper: Tamper | null;
  /** Called when the lab of a trial is ready, before anything is asked of it. */
  onLab?: (lab: Lab, broker: Broker | null) => Promise<void>;
}

export const tampers = ['quantity', 'skip', 'double', 'swap', 'reason'] as const;
export type Tamper = (typeof tampers)[number];
