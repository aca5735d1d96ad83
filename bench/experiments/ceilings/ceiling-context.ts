import type { Mode } from '../../../common/mode.ts';
import type { Session } from '../../lab/session.ts';
import type { CeilingId } from './ceiling-rows.ts';
import { type CeilingGap, type CeilingSample, OrdersNotKept } from './ceiling-sample.ts';

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
  /** Says that a line could not be measured, and why. */
  miss(gap: CeilingGap): void;
}

/** Measures one or several lines of the table, raw and ours one after the other. */
export type Measure = (context: CeilingContext) => Promise<CeilingSample[]>;

type Figures = Pick<CeilingSample, 'raw' | 'ours' | 'limiter'>;

/** One line, mode by mode. A mode that cannot be measured is told as a gap, and the others go on; null: it has none. */
export async function modeByMode(
  context: CeilingContext,
  id: CeilingId,
  modes: readonly Mode[],
  measure: (mode: Mode) => Promise<Figures | null>,
): Promise<CeilingSample[]> {
  const samples: CeilingSample[] = [];
  for (const mode of modes) {
    context.session.signal.throwIfAborted();
    try {
      const figures = await measure(mode);
      if (figures) samples.push({ id, mode: mode.name, block: context.block, ...figures });
    } catch (error) {
      const because = error instanceof Error ? error.message : String(error);
      context.miss({ id, mode: mode.name, because, ...(error instanceof OrdersNotKept && { violated: true }) });
    }
  }
  return samples;
}
