import type { RepeatedLoad } from './undisturbed.ts';

const standard: RepeatedLoad = { ratePerSecond: 60, warmUpSeconds: 2, seconds: 8, blocks: 8 };

/** How both shapes of a payment are measured. */
export const sagaSizes: Record<'quick' | 'standard' | 'full', RepeatedLoad> = {
  quick: { ...standard, seconds: 6, blocks: 2 },
  standard,
  full: { ...standard, seconds: 20 },
};
