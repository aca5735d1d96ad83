import type { Mode } from '../../../common/mode.ts';
import type { Session } from '../../lab/session.ts';
import { seededRandom } from '../../measure/random.ts';
import type { CeilingId } from './ceiling-rows.ts';
import { type CeilingGap, type CeilingSample, OrdersNotKept } from './ceiling-sample.ts';

/** What a measurement is told. */
export interface CeilingContext {
  session: Session;
  block: number;
  /** Also takes a short CPU profile of our side where it misses its target, outside the figures. */
  profile: boolean;
  durability: 'page-cache' | 'fsync';
  /** The modes that are measured in this block with their empty pipeline, and at a rate: all, or one in turn. */
  turn: readonly Mode[];
  /** Says that a line could not be measured, and why. */
  miss(gap: CeilingGap): void;
}

type Side = 'raw' | 'ours' | 'empty';
type Figures = Pick<CeilingSample, Side | 'limiter'>;
/** How each side is measured; `limiter` says what holds ours back, once ours and the raw side are known. */
type Measures = Record<'raw' | 'ours', () => Promise<number>> & {
  empty?: () => Promise<number>;
  limiter?(share: number): Promise<string[]>;
};

/**
 * One line of one mode in this block, its sides in an order drawn for it: a machine that drifts favours none. What cannot be
 * measured is told as a gap.
 */
export async function measureLine(
  { session, block, miss }: CeilingContext,
  id: CeilingId,
  mode: Mode,
  { limiter, ...sides }: Measures,
): Promise<CeilingSample[]> {
  const random = seededRandom(block, `${id} ${mode.name}`);
  const order = (Object.keys(sides) as Side[]).map((side) => ({ side, at: random() })).sort((a, b) => a.at - b.at);
  const found: Partial<Record<Side, number>> = {};
  try {
    for (const { side } of order) {
      session.signal.throwIfAborted();
      found[side] = (await sides[side]?.()) ?? Number.NaN;
    }
    const { raw = Number.NaN, ours = Number.NaN, empty } = found;
    const held = (await limiter?.(ours / raw)) ?? [];
    const figures: Figures = {
      raw,
      ours,
      ...(empty !== undefined && { empty }),
      ...(held.length > 0 && { limiter: held }),
    };
    return [{ id, mode: mode.name, block, ...figures }];
  } catch (error) {
    session.signal.throwIfAborted();
    const because = error instanceof Error ? error.message : String(error);
    miss({ id, mode: mode.name, because, ...(error instanceof OrdersNotKept && { violated: true }) });
    return [];
  }
}
