import { type ClusterSize, clusterSizes } from './cluster-size.ts';
import { gatewaySizes } from './gateway-size.ts';
import { type LatencySize, latencySizes } from './latency-size.ts';
import { sagaSizes } from './saga-size.ts';
import type { RepeatedLoad } from './undisturbed.ts';
import { type WarmUpSize, warmUp } from './warm-up-steps.ts';
import { type WayBackSize, wayBackSizes } from './way-back-size.ts';
import { type WorkSize, workSizes } from './work-size.ts';

/**
 * Orders placed, what the consumer is held to meanwhile, and live orders during each rebuild; per second. A rebuild takes about a
 * second, in which as many of the last must come as a median needs; no mode is near its capacity with them.
 */
export interface ReplaySize {
  orders: number;
  ratePerSecond: number;
  throttlePerSecond: number;
  livePerSecond: number;
}

/** Load before a fault, while it lasts, and after it; seconds. */
interface FaultWindow {
  before: number;
  lasts: number;
  after: number;
}

/** How long a fault is looked at: the outage of inventory, any other fault, and what happens to finished orders. */
export interface FaultWindows {
  usual: FaultWindow;
  outage: FaultWindow;
  /** Load before something that takes no time, such as a second delivery. */
  momentSeconds: number;
}

/** Which faults, and how long each of them. */
interface FailureSize extends FaultWindows {
  ratePerSecond: number;
  /** `quick`: those that say so. */
  faults: 'quick' | 'all';
  /** Later blocks, in which the modes run side by side: for the verdicts. */
  beside: FaultWindows;
  /** Whether to show what each protection is worth and costs. */
  worth: boolean;
}

/** Sizes of one profile: arrivals per second and seconds. */
export interface Profile {
  latency: LatencySize;
  failure: FailureSize;
  replay: ReplaySize;
  work: WorkSize;
  cluster: ClusterSize;
  gateway: RepeatedLoad;
  wayBack: WayBackSize;
  saga: RepeatedLoad;
  /** Null: figures are taken from a cold broker, and none is ranked. */
  warmUp: WarmUpSize | null;
  blocks: number;
}

/** Enough for a verdict. */
const shortly: FaultWindows = {
  usual: { before: 3, lasts: 5, after: 4 },
  outage: { before: 3, lasts: 8, after: 4 },
  momentSeconds: 5,
};

export const profiles: Record<'quick' | 'standard' | 'full', Profile> = {
  quick: {
    latency: latencySizes.quick,
    failure: {
      ratePerSecond: 60,
      faults: 'quick',
      usual: { before: 3, lasts: 4, after: 4 },
      outage: { before: 4, lasts: 10, after: 7 },
      momentSeconds: 5,
      beside: shortly,
      worth: false,
    },
    replay: { orders: 500, ratePerSecond: 100, throttlePerSecond: 60, livePerSecond: 0 },
    work: workSizes.quick,
    cluster: clusterSizes.quick,
    gateway: gatewaySizes.quick,
    wayBack: wayBackSizes.quick,
    saga: sagaSizes.quick,
    warmUp: null,
    blocks: 1,
  },
  standard: {
    latency: latencySizes.standard,
    failure: {
      ratePerSecond: 40,
      faults: 'all',
      usual: { before: 4, lasts: 6, after: 6 },
      outage: { before: 8, lasts: 60, after: 25 },
      momentSeconds: 10,
      beside: shortly,
      worth: true,
    },
    replay: { orders: 10_000, ratePerSecond: 400, throttlePerSecond: 200, livePerSecond: 200 },
    work: workSizes.standard,
    cluster: clusterSizes.standard,
    gateway: gatewaySizes.standard,
    wayBack: wayBackSizes.standard,
    saga: sagaSizes.standard,
    warmUp,
    blocks: 3,
  },
  full: {
    latency: latencySizes.full,
    failure: {
      ratePerSecond: 40,
      faults: 'all',
      usual: { before: 10, lasts: 20, after: 20 },
      outage: { before: 15, lasts: 60, after: 45 },
      momentSeconds: 30,
      beside: shortly,
      worth: true,
    },
    replay: { orders: 20_000, ratePerSecond: 400, throttlePerSecond: 200, livePerSecond: 200 },
    work: workSizes.full,
    cluster: clusterSizes.full,
    gateway: gatewaySizes.full,
    wayBack: wayBackSizes.full,
    saga: sagaSizes.full,
    warmUp,
    blocks: 5,
  },
};

export type ProfileName = keyof typeof profiles;
