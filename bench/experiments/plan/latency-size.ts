/** How the highest sustainable rate is looked for: steps of growing rates in one lab, then a confirmation in a fresh one. */
export interface SearchSize {
  /** Orders per second of the first step; each next one is `factor` times the one before, up to `upTo`. */
  from: number;
  factor: number;
  upTo: number;
  stepSeconds: number;
  warmUpSeconds: number;
  /**
   * A confirmation: most of its warm-up, its measured length, and how many may be tried, each at a lower rate. It meets
   * a fresh lab with its full rate, and what piles up while code is still cold must be worked off before it counts.
   */
  confirmWarmUpSeconds: number;
  confirmSeconds: number;
  confirmations: number;
  /** Milliseconds that the completion p99 must stay within. */
  sloMs: number;
}

/** What is varied beside the base, once in every mode. */
interface VariedSize {
  /** Most of the warm-up, and what is measured. */
  warmUpSeconds: number;
  seconds: number;
  delaysMs: number[];
  ratesPerSecond: number[];
  /** Percent of each mode's own capacity; needs the search. */
  sharesPercent: number[];
  lines: number[];
  bytes: number[];
  search: SearchSize | null;
  /** Seconds at the found capacity; 0: not tried. */
  sustainSeconds: number;
  burst: { times: number; before: number; lasts: number; after: number } | null;
  story: boolean;
}

/** Sizes of the latency experiment; arrivals per second, seconds. */
export interface LatencySize {
  ratePerSecond: number;
  /** Most of the base's warm-up: it ends as soon as the system is steady. */
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
  factor: 1.3,
  upTo: 4500,
  stepSeconds: 3,
  warmUpSeconds: 3,
  confirmWarmUpSeconds: 15,
  confirmSeconds: 10,
  confirmations: 5,
  sloMs: 500,
};

const nothing: VariedSize = {
  warmUpSeconds: 4,
  seconds: 10,
  delaysMs: [],
  ratesPerSecond: [],
  sharesPercent: [],
  lines: [],
  bytes: [],
  search: null,
  sustainSeconds: 0,
  burst: null,
  story: false,
};

const everything: VariedSize = {
  ...nothing,
  seconds: 8,
  delaysMs: [0, 50, 500, 2000],
  ratesPerSecond: [50, 200, 400],
  sharesPercent: [50, 70, 90],
  lines: [5, 20],
  bytes: [4000],
  search,
  sustainSeconds: 30,
  burst: { times: 10, before: 5, lasts: 5, after: 8 },
  story: true,
};

/** 10,000 samples make a p99: standard has six blocks of 17.5 s at 100 orders/s. */
export const latencySizes: Record<'quick' | 'standard' | 'full', LatencySize> = {
  quick: {
    ratePerSecond: 100,
    warmUpSeconds: 6,
    seconds: 25,
    blocks: 1,
    again: false,
    varied: null,
    variedAlone: { ...nothing, delaysMs: [200], story: true },
  },
  standard: {
    ratePerSecond: 100,
    warmUpSeconds: 6,
    seconds: 17.5,
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
