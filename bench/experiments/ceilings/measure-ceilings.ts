import type { Mode } from '../../../common/mode.ts';
import type { Session } from '../../lab/session.ts';
import { seededRandom } from '../../measure/random.ts';
import { inTurn } from '../plan/undisturbed.ts';
import type { CeilingContext } from './ceiling-context.ts';
import type { CeilingGap, CeilingSample } from './ceiling-sample.ts';
import { measureCompletion } from './rows/completion.ts';
import { measureSustained } from './rows/sustained.ts';

export interface CeilingOptions {
  modes: readonly Mode[];
  block: number;
  durability: 'page-cache' | 'fsync';
  /** Everything for every mode; otherwise the modes take turns in what takes longest, block by block. */
  everyMode?: boolean;
  /** The last block: also what a CPU profile shows where a target is missed. */
  last: boolean;
}

/**
 * One block of the ceilings table: each mode as it is, as the smallest program with the same guarantees, and as an empty
 * pipeline, the modes in an order of this block. A line that cannot be measured becomes a gap with its reason, and the others go on.
 */
export async function measureCeilings(
  session: Session,
  { modes, block, durability, everyMode, last }: CeilingOptions,
): Promise<{ samples: CeilingSample[]; gaps: CeilingGap[] }> {
  const samples: CeilingSample[] = [];
  const gaps: CeilingGap[] = [];
  const miss = (gap: CeilingGap) => {
    session.say(`        ceiling ${gap.id} of ${gap.mode}: not measured, ${gap.because}`);
    gaps.push(gap);
  };
  const turn = everyMode ? modes : inTurn(modes, block);
  const context: CeilingContext = { session, block, durability, turn, profile: last, miss };
  const random = seededRandom(block, 'modes of the ceilings');
  const order = modes.map((mode) => ({ mode, at: random() })).sort((a, b) => a.at - b.at);
  for (const { mode } of order) samples.push(...(await measureSustained(context, mode)));
  for (const { mode } of order.filter((one) => turn.includes(one.mode))) {
    samples.push(...(await measureCompletion(context, mode)));
  }
  return { samples, gaps };
}
