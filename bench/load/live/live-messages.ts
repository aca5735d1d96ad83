import type { Outcome } from '../outcome.ts';

/** Where orders go: one entry per lane, all of which get the same orders at the same moments. */
export interface LiveTarget {
  lane: string;
  /** `http://host:port/orders`. */
  url: string;
}

/** What the orders are like from now on. */
export interface LiveLoad {
  perSecond: number;
  skus: string[];
  /** Relative, one per sku. */
  weights: number[];
  maxLines: number;
}

export interface LiveOptions {
  seed: number;
  /** Letters, digits and hyphens. Order n has the key `<keyPrefix>-<n>`. */
  keyPrefix: string;
  /** From the moment an order is due; then it is given up, its outcome unknown. */
  timeoutMs: number;
}

/** An order that is on its way to every lane. Microseconds of the host's monotonic clock: when it was due. */
interface LiveSent {
  key: string;
  us: number;
}

/** What became of it in one lane. */
export interface LiveOutcome {
  lane: string;
  key: string;
  intendedUs: number;
  endedUs: number;
  type: Outcome['type'];
  count: Outcome['count'];
  status: number | null;
  error: string | null;
  orderId: string | null;
  orderStatus: string | null;
}

/** Several times a second, when there is anything to tell. `lanes`: to how many lanes each order that was sent went. */
export interface LiveBatch {
  sent: LiveSent[];
  lanes: string[];
  ended: LiveOutcome[];
}

export type LiveSays = { kind: 'ready' } | { kind: 'batch'; batch: LiveBatch } | { kind: 'problem'; problem: string };

export type LiveTold =
  | { kind: 'start'; options: LiveOptions; load: LiveLoad }
  | { kind: 'targets'; targets: LiveTarget[] }
  | { kind: 'load'; load: LiveLoad };
