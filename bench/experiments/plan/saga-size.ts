import type { RepeatedLoad } from './undisturbed.ts';

/**
 * Six blocks carry an interval of which a direction may be told, and so many seconds a p90. So few orders a second never end a
 * warm-up early.
 */
const standard: RepeatedLoad = { ratePerSecond: 60, warmUpSeconds: 8, seconds: 19, blocks: 6 };

/** How both shapes of a payment are measured. */
export const sagaSizes: Record<'quick' | 'standard' | 'full', RepeatedLoad> = {
  quick: { ...standard, warmUpSeconds: 4, seconds: 6, blocks: 2 },
  standard,
  full: { ...standard, seconds: 40, blocks: 8 },
};
