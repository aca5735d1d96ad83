/** Orders placed, what the consumer is held to meanwhile, and live orders during each rebuild; per second. */
export interface ReplaySize {
  orders: number;
  ratePerSecond: number;
  throttlePerSecond: number;
  livePerSecond: number;
}

/** Sizes of one profile: arrivals per second and seconds. */
export interface Profile {
  latency: { ratePerSecond: number; warmUpSeconds: number; seconds: number };
  /** Load around a fault: `before` it, while it lasts, and `after`. */
  failure: { ratePerSecond: number; before: number; lasts: number; after: number };
  /** Load before something that takes no time, such as a second delivery. */
  moment: { ratePerSecond: number; seconds: number };
  replay: ReplaySize;
  blocks: number;
}

export const profiles: Record<'quick' | 'standard' | 'full', Profile> = {
  quick: {
    latency: { ratePerSecond: 100, warmUpSeconds: 6, seconds: 40 },
    failure: { ratePerSecond: 60, before: 5, lasts: 10, after: 10 },
    moment: { ratePerSecond: 60, seconds: 5 },
    replay: { orders: 500, ratePerSecond: 100, throttlePerSecond: 60, livePerSecond: 0 },
    blocks: 1,
  },
  standard: {
    latency: { ratePerSecond: 200, warmUpSeconds: 10, seconds: 60 },
    failure: { ratePerSecond: 60, before: 10, lasts: 60, after: 30 },
    moment: { ratePerSecond: 60, seconds: 20 },
    replay: { orders: 10_000, ratePerSecond: 400, throttlePerSecond: 200, livePerSecond: 50 },
    blocks: 3,
  },
  full: {
    latency: { ratePerSecond: 200, warmUpSeconds: 15, seconds: 120 },
    failure: { ratePerSecond: 60, before: 15, lasts: 60, after: 45 },
    moment: { ratePerSecond: 60, seconds: 30 },
    replay: { orders: 20_000, ratePerSecond: 400, throttlePerSecond: 200, livePerSecond: 50 },
    blocks: 5,
  },
};

export type ProfileName = keyof typeof profiles;
