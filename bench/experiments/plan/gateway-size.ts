import type { RepeatedLoad } from './undisturbed.ts';

/**
 * Six blocks carry an interval of which a direction may be told, and so many seconds a p90. Of 60 trials that warmed up for
 * two seconds 58 had not settled: fresh processes are still being compiled then.
 */
const standard: RepeatedLoad = { ratePerSecond: 100, warmUpSeconds: 8, seconds: 11, blocks: 6 };

/** How the cost of one door is measured. */
export const gatewaySizes: Record<'quick' | 'standard' | 'full', RepeatedLoad> = {
  quick: { ...standard, warmUpSeconds: 2, seconds: 3.5, blocks: 2 },
  standard,
  full: { ...standard, seconds: 40, blocks: 8 },
};
