/** How the highest sustainable rate is looked for in one lab: a look at where about it is, then small steps up to it. */
export interface SearchSize {
  /** Orders per second of the warm-up and of the first step; most of the warm-up, which ends when the load is steady. */
  from: number;
  warmUpSeconds: number;
  /** Each step of the look is `factor` times the one before. */
  look: { factor: number; seconds: number };
  /** The same of the climb, so many steps in one load. */
  steps: { factor: number; seconds: number; atOnce: number };
  /** The climb begins at this share of the highest rate that held before. */
  startShare: number;
  /** How many loads it may take. */
  climbs: number;
  /** Milliseconds that the completion p99 must stay within. */
  sloMs: number;
}

/** What is varied beside the base, once in every mode. */
interface VariedSize {
  /** Most of the warm-up, and what is measured. */
  warmUpSeconds: number;
  seconds: number;
  /** The first of these at a share of its capacity and at all of it: its warm-up climbs there (trial/phases.ts). */
  warmUpSecondsOfShares: number;
  delaysMs: number[];
  ratesPerSecond: number[];
  /** Percent of each mode's own capacity; needs the search. */
  sharesPercent: number[];
  /** The one that is ranked: in every block, with an A/A control of one mode; null: none. */
  ranked: { percent: number; warmUpSeconds: number; seconds: number } | null;
  lines: number[];
  bytes: number[];
  search: SearchSize | null;
  /** How many searches, each in a block of its own. */
  searches: number;
  /** How long the lowest of the rates is looked at with nothing to do. */
  idleSeconds: number;
  /** Seconds at the found capacity; 0: not tried. */
  sustainSeconds: number;
  burst: { times: number; before: number; lasts: number; after: number } | null;
  story: boolean;
}

/** Sizes of the latency experiment; arrivals per second, seconds. */
export interface LatencySize {
  ratePerSecond: number;
  /** The base's warm-up: so few orders a second never end it early. */
  warmUpSeconds: number;
  seconds: number;
  blocks: number;
  /** The A/A control: the base of one mode a second time, in every block. */
  again: boolean;
  /** Null: the base alone. */
  varied: VariedSize | null;
  /** What is varied only where latency is the one experiment of the run. */
  variedAlone: VariedSize | null;
}

const search: SearchSize = {
  from: 200,
  warmUpSeconds: 7,
  look: { factor: 1.6, seconds: 2 },
  steps: { factor: 1.15, seconds: 4, atOnce: 6 },
  startShare: 0.75,
  climbs: 4,
  sloMs: 500,
};

/** Nothing is varied beside the base. */
export const nothingVaried: VariedSize = {
  warmUpSeconds: 4,
  seconds: 10,
  warmUpSecondsOfShares: 8,
  delaysMs: [],
  ratesPerSecond: [],
  sharesPercent: [],
  ranked: null,
  lines: [],
  bytes: [],
  search: null,
  searches: 0,
  idleSeconds: 0,
  sustainSeconds: 0,
  burst: null,
  story: false,
};

const everything: VariedSize = {
  ...nothingVaried,
  seconds: 5.5,
  delaysMs: [0, 50, 2000],
  ratesPerSecond: [50, 400],
  sharesPercent: [90],
  ranked: { percent: 50, warmUpSeconds: 36, seconds: 4 },
  lines: [20],
  bytes: [4000],
  search,
  searches: 3,
  idleSeconds: 12,
  sustainSeconds: 12,
  burst: { times: 10, before: 4, lasts: 5, after: 4 },
  story: true,
};

/** 10,000 samples make a p99: standard has six blocks of 17 s at 100 orders/s. */
export const latencySizes: Record<'quick' | 'standard' | 'full', LatencySize> = {
  quick: {
    ratePerSecond: 100,
    warmUpSeconds: 6,
    seconds: 25,
    blocks: 1,
    again: false,
    varied: null,
    variedAlone: { ...nothingVaried, delaysMs: [200], story: true },
  },
  standard: {
    ratePerSecond: 100,
    warmUpSeconds: 5,
    seconds: 17,
    blocks: 6,
    again: true,
    varied: everything,
    variedAlone: everything,
  },
  full: {
    ratePerSecond: 100,
    warmUpSeconds: 10,
    seconds: 60,
    blocks: 8,
    again: true,
    varied: { ...everything, warmUpSeconds: 6, seconds: 20 },
    variedAlone: { ...everything, warmUpSeconds: 6, seconds: 20 },
  },
};
