import type { ArrivalKind } from './arrivals.ts';

/** A stretch of load at one rate. Only measured phases enter counts and histograms; each has its own as well. */
export interface Phase {
  name: string;
  ratePerSecond: number;
  /** Its length; with `endsWhenSteady` the most it may take. */
  seconds: number;
  measured: boolean;
  /** A warm-up: left for the next phase once three windows agree (rule 8). Decided by `startLoad`. */
  endsWhenSteady?: boolean;
  /** And not before so many seconds: windows of few answers agree also while much still changes. */
  leastSeconds?: number;
}

/** The same request every time. */
interface FixedWorkload {
  kind: 'fixed';
  body: string | null;
  contentType: string;
}

/** A different order every time, drawn from the seed. Request n has the key `<keyPrefix>-<n>`. */
export interface OrdersWorkload {
  kind: 'orders';
  /** Letters, digits and hyphens: it becomes part of an e-mail address. */
  keyPrefix: string;
  skus: string[];
  /** Relative, one per sku; absent: all alike. */
  weights?: number[];
  /** An order has 1 to this many lines, each number as likely as the other. */
  maxLines: number;
  /** 1 unless set: an order has at least this many lines. */
  minLines?: number;
  /** Letters that are put into every customer's name, to make bodies larger; absent: none. */
  nameLetters?: number;
  /** Where every attempt and its outcome is written, as lines of history.jsonl; absent: nowhere. */
  keep?: { file: string; trial: string };
}

/** One of several generators that send one schedule between them: every `of`-th request, from the `index`-th on. */
export interface Shard {
  /** From 0. */
  index: number;
  of: number;
}

/** Everything a generator needs; plain JSON, since it crosses a process boundary. */
export interface LoadOptions {
  /** Several: instances of the same, which get the requests in turn. */
  urls: string[];
  method: string;
  headers: Record<string, string>;
  arrivals: ArrivalKind;
  phases: Phase[];
  seed: number;
  /** From the intended send time. Then the request is given up, its outcome unknown. */
  timeoutMs: number;
  /**
   * Every request leaves so many microseconds after its intended time, and its latency still runs from the intended one:
   * an artificial slowdown, to show that the harness would notice a real one. The send delay counts from there. Absent: 0.
   */
  heldBackUs?: number;
  /** After the last phase, how long answers are waited for. What is unfinished then enters the tail. */
  cutOffMs: number;
  /** Absent: it sends all of the schedule. Only with a fixed workload. */
  shard?: Shard;
  /** When the schedule begins, in epoch milliseconds of the wall clock; absent, or past: as soon as it can. */
  beginAtMs?: number;
  workload: FixedWorkload | OrdersWorkload;
}

/** What fails to be a load, in one sentence that names the option; null when all is well. */
export function problemWith(options: LoadOptions): string | null {
  const wrong = options.urls.find((url) => !url.startsWith('http://'));
  if (wrong !== undefined || options.urls.length === 0) return `urls: expected http://…, got "${wrong ?? ''}"`;
  if (!(options.timeoutMs > 0)) return `timeoutMs: expected milliseconds above 0, got ${options.timeoutMs}`;
  if (!(options.cutOffMs >= 0)) return `cutOffMs: expected milliseconds, got ${options.cutOffMs}`;
  if (!((options.heldBackUs ?? 0) >= 0)) return `heldBackUs: expected microseconds, got ${options.heldBackUs}`;
  if (options.phases.length === 0) return 'phases: expected at least one';
  for (const { name, ratePerSecond, seconds } of options.phases) {
    if (!(ratePerSecond >= 0)) return `phase ${name}: expected a rate of 0 or more per second, got ${ratePerSecond}`;
    if (!(seconds > 0)) return `phase ${name}: expected seconds above 0, got ${seconds}`;
  }
  const { shard, workload } = options;
  if (shard && !(shard.index >= 0 && shard.index < shard.of))
    return `shard: expected one below ${shard.of}, got ${shard.index}`;
  if (shard && workload.kind !== 'fixed') return 'shard: expected the same request every time, got orders';
  return workload.kind === 'orders' ? problemWithOrders(workload) : null;
}

function problemWithOrders({ keyPrefix, skus, weights, minLines = 1, maxLines }: OrdersWorkload): string | null {
  if (!/^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/.test(keyPrefix)) return `keyPrefix: expected a-b-1, got "${keyPrefix}"`;
  if (keyPrefix.length > 48) return `keyPrefix: expected at most 48 characters, got ${keyPrefix.length}`;
  if (skus.length === 0) return 'skus: expected at least one';
  if (weights && weights.length !== skus.length) return `weights: expected ${skus.length}, got ${weights.length}`;
  if (weights?.some((weight) => !(weight >= 0)) || weights?.every((weight) => weight === 0)) {
    return 'weights: expected numbers of 0 or more, one of them above 0';
  }
  if (!(minLines >= 1 && maxLines >= minLines && maxLines <= 100)) {
    return `lines: expected 1 ≤ minLines ≤ maxLines ≤ 100, got ${minLines} and ${maxLines}`;
  }
  return null;
}
