import type { Mode, ModeName } from '../../../common/mode.ts';
import type { ClusterOptions } from '../../brokers/broker.ts';
import type { WorkOptions } from '../../lab/warehouse/work-options.ts';
import type { ExperimentName, Runtime, Variation } from '../../record/run-file.ts';
import type { Profile } from './profiles.ts';
import type { TrialOptions } from './trial-plan.ts';

/** What a run is asked to do; the trials follow from it. */
export interface PlanOptions extends WorkOptions {
  experiments: ExperimentName[];
  modes: Mode[];
  profile: Profile;
  seed: number;
  /** Absent: those of the profile. */
  faults?: string[];
  runtime?: Runtime;
  /** Modes whose broker somebody else runs; absent: none. */
  foreign?: readonly Mode[];
  /** Absent: a single node of each broker. */
  cluster?: ClusterOptions;
  /** How orders are paid; absent: they are not. */
  paying?: TrialOptions['paying'];
  /** Show what each protection is worth and costs. */
  worth: boolean;
  /** Latency: only these kinds of trials; absent: all. */
  only?: Variation['kind'][];
  /** Latency: slow a mode's base trials down by a factor, to show that it would be noticed. */
  slow?: { mode: ModeName; factor: number };
  /** Replay: how many orders, and what inventory is held to; absent: as the profile says. */
  orders?: number;
  throttle?: number;
}
