import type { Mode } from '../../common/mode.ts';
import type { Session } from '../process/session.ts';
import type { CeilingSample } from './ceiling-sample.ts';

/** What a measurement is told. */
export interface CeilingContext {
  session: Session;
  modes: readonly Mode[];
  block: number;
  /** Also takes a short CPU profile of our side, outside the figures. */
  profile: boolean;
  durability: 'page-cache' | 'fsync';
  /** Rows of the table that are wanted. */
  wants(row: number): boolean;
  /** What was measured in this block so far. */
  samples: readonly CeilingSample[];
  /** The modes of a row too long to be measured for every one of them in every block: they take turns. */
  turn: readonly Mode[];
}

/** Measures one or several lines of the table, raw and ours one after the other. */
export type Measure = (context: CeilingContext) => Promise<CeilingSample[]>;
