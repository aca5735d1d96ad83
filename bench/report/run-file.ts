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
  requests: RequestCounts;
  orders: OrderCounts;
  /** Microseconds. Acceptance: intended send to HTTP answer; completion: intended send to notification committed. */
  latency: Record<LatencyKind, Percentiles> | null;
  resources: ProcessUse[];
  /** Completed orders per CPU second of all services, stores and the broker; the generator is not counted. */
  ordersPerCoreSecond: number | null;
  timeline: FaultTimeline | null;
  replay: ReplayEvidence | null;
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

export interface ReplayEvidence {
  what: string;
  from: string;
  records: number;
  seconds: number;
  offsetsBefore: Record<string, string>;
  offsetsAtReset: Record<string, string>;
  offsetsAfter: Record<string, string>;
  digestBefore: string;
  digestAfter: string;
  /** Rows of notifications, movements and orders before and after: a replay must not change them. */
  rowsBefore: Record<string, number>;
  rowsAfter: Record<string, number>;
  duplicatesIgnored: number;
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
    | 'backlog'
    | 'broker-backlog'
    | 'cpu'
    | 'rss-mib'
    | 'event-loop-delay-ms';
  process: string;
  value: number;
}
