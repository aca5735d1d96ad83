/** How the cost of one door is measured; per second, seconds, and how often everything is asked. */
export interface GatewaySize {
  ratePerSecond: number;
  warmUpSeconds: number;
  seconds: number;
  blocks: number;
}

/** Six blocks carry an interval of which a direction may be told. */
const standard: GatewaySize = { ratePerSecond: 100, warmUpSeconds: 2, seconds: 5, blocks: 6 };

export const gatewaySizes: Record<'quick' | 'standard' | 'full', GatewaySize> = {
  quick: { ...standard, blocks: 2 },
  standard,
  full: { ...standard, warmUpSeconds: 6, seconds: 20, blocks: 8 },
};
