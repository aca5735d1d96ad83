import type { RepeatedLoad } from './undisturbed.ts';

/** Six blocks carry an interval of which a direction may be told. */
const standard: RepeatedLoad = { ratePerSecond: 100, warmUpSeconds: 2, seconds: 5, blocks: 6 };

/** How the cost of one door is measured. */
export const gatewaySizes: Record<'quick' | 'standard' | 'full', RepeatedLoad> = {
  quick: { ...standard, blocks: 2 },
  standard,
  full: { ...standard, warmUpSeconds: 6, seconds: 20, blocks: 8 },
};
