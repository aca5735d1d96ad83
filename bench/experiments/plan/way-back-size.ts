/** How the ways back to the caller are measured; seconds. */
export interface WayBackSize {
  /** Orders per second of a mode, shared by its ways: as many in each mode. */
  ratePerSecond: number;
  steadySeconds: number;
  /** In each situation in which inventory is dead. */
  deadSeconds: number;
}

const standard: WayBackSize = { ratePerSecond: 100, steadySeconds: 44, deadSeconds: 10 };

export const wayBackSizes: Record<'quick' | 'standard' | 'full', WayBackSize> = {
  quick: { ...standard, steadySeconds: 5, deadSeconds: 4 },
  standard,
  full: { ...standard, steadySeconds: 60 },
};
