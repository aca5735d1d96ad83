import type { Verdict } from '../checkers/checker.ts';

/** `results/<run-id>/run.json`: everything a report needs besides the histograms and the series. */
export interface RunFile {
  schemaVersion: 1;
  runId: string;
  startedAt: string;
  finishedAt: string;
  /** What followed `npm run bench --`, the experiment's name included. */
  argv: string[];
  seed: number;
  profile: 'quick' | 'standard' | 'full';
  durability: 'page-cache' | 'fsync';
  modes: ModeName[];
  experiments: ExperimentName[];
  /** Protections that were switched off; printed loudly. */
  without: string[];
  /**
   * Whether the lab started a mode's broker itself, on its own machine. False: it was named by an address, may run
   * elsewhere, and its CPU was not sampled. Absent for a mode without a broker.
   */
  brokerOwned?: Partial<Record<ModeName, boolean>>;
  git: { commit: string; dirty: boolean };
  lockfileHash: string;
  host: { cpu: string; cores: number; memoryGiB: number; kernel: string };
  /** node, lab, rabbitmq, erlang, kafka, jdk, … and how each broker was obtained. */
  versions: Record<string, string>;
  /** One row per setting; a value per mode, or absent where a mode has no such thing. The fairness card. */
  fairness: FairnessRow[];
  /** In the order they were run. */
  trials: Trial[];
  /** Combinations with no trial, so that a gap in a table never reads as a pass. */
  notRun: NotRun[];
}

export type ModeName = 'sync-rest' | 'async-rabbitmq' | 'streaming-kafka';
export type ExperimentName = 'latency' | 'failure' | 'replay';

export interface FairnessRow {
  setting: string;
  values: Partial<Record<ModeName, string>>;
}

export interface NotRun {
  experiment: ExperimentName;
  mode: ModeName;
  fault: string;
  /** `not-applicable`: the mode cannot suffer or do this; `skipped`: this machine cannot bring it about. */
  outcome: 'not-applicable' | 'skipped';
  because: string;
}

export interface Trial {
  /** Names the files of this trial: `histograms/<id>.<what>.hlog`, and the rows of series.csv. */
  id: string;
  experiment: ExperimentName;
  mode: ModeName;
  /** `none` is the control. */
  fault: string;
  /** Offered arrivals per second and their length; null where a trial is not driven by a steady load. */
  load: { ratePerSecond: number; warmUpSeconds: number; seconds: number } | null;
  /** Why the performance figures of this trial must not be used; it is published all the same. */
  void: string | null;
  /** The warm-up was cut off before three windows agreed (measurement.md, rule 8): used, but marked in every table. */
  notSteady: boolean;
  requests: RequestCounts;
  orders: OrderCounts;
  /** Microseconds. Acceptance: intended send to HTTP answer; completion: intended send to notification committed. */
  latency: Record<LatencyKind, Percentiles> | null;
  resources: ProcessUse[];
  /** Completed orders per CPU second of all services, stores and the broker; the generator is not counted. */
  ordersPerCoreSecond: number | null;
  timeline: FaultTimeline | null;
  replays: ReplayEvidence[];
  drain: DrainEvidence | null;
  verdicts: Verdict[];
}

export type LatencyKind = 'acceptance' | 'completion' | 'service' | 'send-delay';

/** What became of every request sent in the measured window, warm-up excluded. */
export interface RequestCounts {
  sent: number;
  accepted: number;
  /** HTTP 429 and other certain refusals. */
  refused: number;
  /** 503, 504: the order was stored and failed, or its outcome is not known to the client. */
  failed: number;
  timedOut: number;
  connectionErrors: number;
  unfinished: number;
}

/** What became of the orders: accepted = confirmed + rejected + failed + pending + parked, or something is missing. */
export interface OrderCounts {
  /** Taken in: acknowledged to a client, or stored behind a 503 or a lost answer. */
  accepted: number;
  confirmed: number;
  rejected: number;
  failed: number;
  pending: number;
  parked: number;
}

/** A percentile is null where there were fewer than 100/(1-q) samples; unfinished requests are in the tail. */
export interface Percentiles {
  samples: number;
  p50: number | null;
  p90: number | null;
  p99: number | null;
  p999: number | null;
  max: number | null;
  mean: number | null;
}

/** CPU spent in the measured window (warm-up excluded; the whole trial where there is no load). */
export interface ProcessUse {
  /** orders, inventory, notifications, analytics, rabbitmq, kafka, generator */
  process: string;
  cpuSeconds: number;
  rssPeakMiB: number;
}

/** Milliseconds from the start of the trial's load. */
export interface FaultTimeline {
  injectedMs: number;
  healedMs: number;
  /** First order completed after healing; null if none. */
  firstCompletionMs: number | null;
  /** The backlog is back to what it was before; null if it never was. */
  drainedMs: number | null;
  backlogPeak: number;
  /** Age of the oldest unfinished order at its worst, in milliseconds. */
  oldestPeakMs: number;
  /** What proves that the fault happened; null when nothing does. */
  witness: string | null;
  /** Only the requests due between injection and healing, whenever their answer came. */
  clientDuringFault?: RequestCounts;
}

/** One rebuild from what a medium kept, with its proof. A trial has as many as were tried in it. */
export interface ReplayEvidence {
  /** Unique within its trial: `analytics-from-earliest`, `outbox-to-private-queue` … */
  name: string;
  /** One sentence for a reader who does not know the terms. */
  what: string;
  /** Where it was read from: a group and its offsets, a stream, an outbox, an API. */
  from: string;
  records: number;
  /** Calls made to services for it. */
  requests: number;
  seconds: number;
  /** Records per second while records flowed, start-up and rebalance left out; null when too short to tell. */
  recordsPerSecond: number | null;
  /** Records per second an empty handler reached on the same records in this run; absent where that was not measured. */
  ceilingPerSecond?: number | null;
  /** By partition, where the medium has offsets; empty otherwise. */
  offsetsBefore: Record<string, string>;
  offsetsAtReset: Record<string, string>;
  offsetsAfter: Record<string, string>;
  /** Digest of what was rebuilt, and of what it must equal. */
  digest: string;
  expectedDigest: string;
  /** What the expected digest was taken from. */
  expectedFrom: string;
  /** Rows before and after: a replay must not change them. */
  rowsBefore: Record<string, number>;
  rowsAfter: Record<string, number>;
  duplicatesIgnored: number;
  /** What is known to be missing; with a gap the rebuild is never called complete. */
  gaps: string[];
  unreadable: string[];
  /** What this way can never tell; null when it tells all. */
  loses: string | null;
  /** Live orders that kept arriving meanwhile; null when none did. Microseconds, intended send to answer. */
  live: { ratePerSecond: number; before: Percentiles; during: Percentiles } | null;
}

/** A backlog that was built up on purpose and worked off. */
export interface DrainEvidence {
  orders: number;
  /** Messages per second the consumer was held to. */
  throttlePerSecond: number;
  lagPeak: number;
  /** Age of the oldest unprocessed order at its worst, in milliseconds. */
  oldestPeakMs: number;
  /** When the throttle was lifted, on the clock of `samples`: marked in the chart. */
  liftedSecond?: number;
  /** From lifting the throttle to lag 0. */
  drainSeconds: number;
  drainedPerSecond: number;
  /**
   * Lag as the broker tells it and as the services' own counters do, at the moments both were read; seconds since the
   * start of the trial's load, as in `series.csv`.
   */
  samples: { second: number; broker: number; services: number }[];
}

/** One row of `series.csv`: trial,second,metric,process,value. Backlog is orders accepted but not completed. */
export interface SeriesRow {
  trial: string;
  /** Since the start of the trial's load. */
  second: number;
  metric:
    | 'offered'
    | 'accepted'
    | 'completed'
    /** The longest wait of the orders due in this second; no percentile, since a second holds too few samples. */
    | 'acceptance-slowest-ms'
    | 'completion-slowest-ms'
    /** At the end of its second. */
    | 'backlog'
    /** Waiting and unacknowledged in the broker at this moment; `process` is the queue or consumer group. */
    | 'broker-backlog'
    | 'cpu'
    | 'rss-mib'
    | 'event-loop-delay-ms';
  process: string;
  value: number;
}
