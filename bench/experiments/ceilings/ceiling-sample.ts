import type { ModeName } from '../../record/run-file.ts';
import type { CeilingId } from './ceiling-rows.ts';

/** One block's answer for one line of the table: the smallest program, ours and the empty one, one after the other. */
export interface CeilingSample {
  id: CeilingId;
  mode: ModeName;
  block: number;
  /** In the unit of the line. */
  raw: number;
  ours: number;
  /** Absent: that block did not measure it. */
  empty?: number;
  /** Top entries of a CPU profile of our side, taken in this run; absent: none was taken. */
  limiter?: string[];
}

/** A line that could not be measured in this run, and why. */
export interface CeilingGap {
  id: CeilingId;
  mode: ModeName;
  because: string;
  /** Orders were lost or completed twice: no figure, and a violation of the run. */
  violated?: true;
}

/** What a measurement throws when orders that it had accepted were lost or completed twice. */
export class OrdersNotKept extends Error {
  override readonly name = 'OrdersNotKept';
}
