import { none } from '../../faults/none.ts';
import type { Step, TrialPlan } from './trial-plan.ts';

/** Such a load in blocks; per second, seconds, and how often everything is asked. */
export interface RepeatedLoad {
  ratePerSecond: number;
  warmUpSeconds: number;
  seconds: number;
  blocks: number;
}

/** The one mode whose turn it is in a block, to be measured twice or alone: another one in the next. */
export const inTurn = <Mode>(modes: readonly Mode[], block: number): Mode[] =>
  modes.slice((block - 1) % modes.length).slice(0, 1);

/** A load and nothing else: nothing breaks, nothing is varied, and every protection is on. */
export const undisturbed = ({ ratePerSecond, warmUpSeconds, seconds }: TrialPlan['load']): Step['plan'] => ({
  kind: 'ordinary',
  fault: none,
  load: { ratePerSecond, warmUpSeconds, seconds },
  faultAt: null,
  replay: null,
  variation: null,
  without: [],
  expects: null,
});
