/** How both shapes of a payment are measured; per second, seconds, and how often. */
export interface SagaSize {
  ratePerSecond: number;
  warmUpSeconds: number;
  seconds: number;
  blocks: number;
}

const standard: SagaSize = { ratePerSecond: 60, warmUpSeconds: 2, seconds: 8, blocks: 8 };

export const sagaSizes: Record<'quick' | 'standard' | 'full', SagaSize> = {
  quick: { ...standard, seconds: 6, blocks: 2 },
  standard,
  full: { ...standard, seconds: 20 },
};
