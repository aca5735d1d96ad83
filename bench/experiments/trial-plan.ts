import type { Mode } from '../../common/mode.ts';
import type { FaultKind } from '../faults/fault.ts';
import type { ExperimentName } from '../report/run-file.ts';
import type { ReplaySize } from './profiles.ts';

export interface TrialPlan {
  /** Names its files and rows. */
  id: string;
  /** Its place in the order of trials; part of the names it uses on the broker. */
  number: number;
  experiment: ExperimentName;
  mode: Mode;
  fault: FaultKind;
  load: { ratePerSecond: number; warmUpSeconds: number; seconds: number };
  /** Seconds after the start of the load; null: after the load, when everything is finished. */
  faultAt: { inject: number; heal: number } | null;
  /** Rebuild from what the medium kept, afterwards. */
  replay: ReplaySize | null;
  seed: number;
}

export interface TrialOptions {
  durability: 'page-cache' | 'fsync';
  without: string[];
  /** Replay: only these sources and rewinds, by a part of their names; empty: all. */
  from: string[];
  /** Replay: falsify what was rebuilt, to show that it would be noticed. */
  tamper: Tamper | null;
}

export const tampers = ['quantity', 'skip', 'double'] as const;
export type Tamper = (typeof tampers)[number];
