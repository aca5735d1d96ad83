import type { Mode } from '../../../common/mode.ts';
import { type SituationName, type Way, ways } from '../../record/way-back-cell.ts';

/** Those that a mode has: who is told the outcome at once has nothing to ask for. */
export const waysOf = ({ answer }: Mode): Way[] =>
  answer === 'outcome' ? ['answer'] : ways.filter((way) => way !== 'answer');

/**
 * Whether inventory is killed before and back after the last order, and who goes away and comes back meanwhile: the caller after the last
 * order until all have their outcome, the order service while orders come.
 */
export const situations = {
  steady: { dead: false, restarts: null },
  'inventory is dead': { dead: true, restarts: null },
  'and the caller restarts': { dead: true, restarts: 'caller' },
  'and the order service restarts': { dead: true, restarts: 'orders' },
} as const satisfies Record<SituationName, { dead: boolean; restarts: 'caller' | 'orders' | null }>;
