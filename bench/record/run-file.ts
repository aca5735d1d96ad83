import type { ModeName } from '../../common/mode.ts';
import type { Acting, Shape } from '../../common/workflow/message-table.ts';
import type { Lateness } from '../measure/generator-doubts.ts';
import type { CapacitySearch } from './capacity.ts';
import type { ClusterCell } from './cluster-cell.ts';
import type { DoorCell } from './door-cell.ts';
import type { InventoryLink } from './inventory-link.ts';
import type { LatencyKind } from './latency-kinds.ts';
import type { SagaCell } from './saga-cell.ts';
import type { TrialKind } from './trial-kind.ts';
import type { TrialUse } from './trial-use.ts';
import type { Verdict } from './verdict.ts';
import type { WayBackCell } from './way-back-cell.ts';
import type { WorkCell, WorkKey } from './work-cell.ts';

/** Of the files that are written. Version 1 is read too (`read-v1.ts`). */
export const SCHEMA_VERSION = 2;

/** `results/<run-id>/run.json`: everything a report needs besides the histograms and the series. */
export interface RunFile {
  schemaVersion: typeof SCHEMA_VERSION;
  runId: string;
  startedAt: string;
  finishedAt: string;
  /** What followed `npm run bench --`, the experiment's name included. */
  argv: string[];
  seed: number;
  profile: 'quick' | 'standard' | 'full';
  durability: 'page-cache' | 'fsync';
  /** Of services and brokers. */
  runtime: Runtime;
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
  /** Of the sources of the services, to tell whether two runs measured the same. Absent: not recorded, as in older files. */
  servicesDigest?: string;
  host: { cpu: string; cores: number; memoryGiB: number; kernel: string };
  /** node, lab, each broker and what it runs on, and how each was obtained. */
  versions: Record<string, string>;
  /** One row per setting; a value per mode, or absent where a mode has no such thing. The fairness card. */
  fairness: FairnessRow[];
  /** What each mode cannot do or suffer, and why: abilities in words. Absent, in older files: not recorded. */
  cannot?: Partial<Record<ModeName, Record<string, string>>>;
  /** Absent: not recorded, as in older files. */
  recovery?: RecoveryRow[];
  /** What an order has to do with the link that delays are injected into. Absent: not recorded, as in older files. */
  inventoryLink?: Partial<Record<ModeName, InventoryLink>>;
  /** In the order they were run. */
  trials: Trial[];
  /** Combinations with no trial, so that a gap in a table never reads as a pass. */
  notRun: NotRun[];
  /** What each medium can do with nothing of ours on it, and our share; absent: not measured. */
  ceilings?: Ceiling[];
  /** Only some faults, variations or rebuilds were asked for: it stands back behind a run that asked everything. */
  narrowed?: true;
  /** A mode that was slowed down on purpose (`--slow`), to show that the harness would notice; printed loudly. */
  slowed?: { mode: ModeName; factor: number };
  /** Inventory was given more to do than its own commit, or in another way; as it was asked for. Printed loudly. */
  work?: { time: string; concurrency?: number; ordering?: string; instances?: string };
  /** Orders were paid, in this shape. Printed loudly. */
  payment?: Exclude<Shape, 'off'>;
  /**
   * Only in the file of a run that was cut off: how many trials it was to have, and how long the files were that grow when this
   * was written. What stands behind was being written when it was cut off. Without lengths, in older files: all of it.
   */
  unfinished?: { planned: number; historyBytes?: number; seriesBytes?: number };
  /** After `bench trim`: the trials whose history was kept in full. Absent: those of all failure trials. */
  historyKept?: string[];
}

/** One row of the ceilings table (measurement.md), with a sample per block. */
export interface Ceiling {
  /** 13 and 14; 1 to 12 in older files, where the raw side did less than ours. */
  row: number;
  /** Absent, in older files, where the row is no mode's own. */
  mode?: ModeName;
  /** What was measured, in words: the smallest program with the same guarantees, and ours. */
  raw: string;
  ours: string;
  /** `requests/s`, `messages/s`, `orders/s`, `ms` … */
  unit: string;
  /** Of ours/raw. */
  target: { atLeast: number } | { atMost: number };
  /** `empty`: the same hops with nothing stored. */
  samples: { block: number; raw: number; ours: number; empty?: number }[];
  /** What a reader learns from it. Absent in older files. */
  learns?: string;
  /** What holds ours back: the top entries of a CPU profile taken of it (self time, percent), or plain words. */
  limiter: string[];
  /** Why it could not be measured here; then there are no samples. */
  notMeasured?: string;
  /** Why some of its blocks have no sample. Absent: all have one, or none has. */
  notCounted?: string[];
  /** Orders were lost or completed twice while it was measured: the run is violated (measurement.md, rule 12). */
  violated?: boolean;
}

/** `docker`: each is a container of the mode's docker-compose.yml, on the engine's networks. */
export type Runtime = 'processes' | 'docker';

export type { ModeName } from '../../common/mode.ts';
/** In the order of reports. */
export const experimentNames = [
  'latency',
  'failure',
  'replay',
  'work',
  'cluster',
  'gateway',
  'way-back',
  'saga',
] as const;
export type ExperimentName = (typeof experimentNames)[number];

export interface FairnessRow {
  setting: string;
  values: Partial<Record<ModeName, string>>;
  /** In a sentence: which mode or figure the setting helps or hurts. */
  pushes?: string;
}

/** A time-out or wait that decides how long a recovery takes, as it was in force in one mode. */
export interface RecoveryRow {
  mode: ModeName;
  setting: string;
  inForce: string;
  /** What the client library does of itself. */
  byDefault: string;
  decides: string;
  /** What would happen with that default. */
  otherwise: string;
}

export interface NotRun {
  experiment: ExperimentName;
  mode: ModeName;
  /** A fault; or `without <protection>`, where what that is worth has no trial. */
  fault: string;
  without?: string[];
  /** Of the work experiment: the cell that has no trial. */
  cell?: WorkKey;
  /** `not-applicable`: the mode cannot suffer or do this; `skipped`: this machine cannot bring it about. */
  outcome: 'not-applicable' | 'skipped';
  because: string;
}

export interface Trial {
  /** Names what is kept of this trial: the histograms tagged `<id>.<kind>`, and the rows of series.csv. */
  id: string;
  experiment: ExperimentName;
  kind: TrialKind;
  mode: ModeName;
  /** `none` is the control. */
  fault: string;
  /** 1 for the first block. Blocks repeat the same questions with another seed. */
  block: number;
  seed: number;
  /** Latency: what was varied; trials that differ in mode and block alone answer the same question. Null elsewhere. */
  variation: Variation | null;
  /** Protections switched off in this trial alone, to show what they are worth (beside those of the whole run). */
  without: string[];
  /**
   * Checks of which at least one must come out `violated`, because a protection is off: then the trial is proof that the
   * check can fail, and its verdicts are not those of the run. Null: all must hold.
   */
  expects: string[] | null;
  /** Offered arrivals per second and their length; null where a trial is not driven by a steady load. */
  load: { ratePerSecond: number; warmUpSeconds: number; seconds: number } | null;
  /** Whether its performance figures may be used; where not, it is published all the same. */
  use: TrialUse;
  /** The generator was too late for its acceptance alone, which is used nowhere. Absent: it was not, or nothing of the trial is used. */
  acceptanceVoid?: Lateness;
  /** The void trial that this one was asked again for, at the end of its block. */
  repeats?: string;
  /** The warm-up was cut off before three windows agreed (measurement.md, rule 8): used, but marked in every table. */
  notSteady: boolean;
  requests: RequestCounts;
  orders: OrderCounts;
  /** Microseconds. Acceptance: intended send to HTTP answer; completion: intended send to notification committed. */
  latency: LatencyFigures | null;
  /** Null where no steady load drove the trial; absent in older files. */
  generator?: GeneratorRecord | null;
  resources: ProcessUse[];
  /** What every process used after the load, once all was done and nothing came; absent where nobody looked. */
  idle?: { seconds: number; resources: ProcessUse[] };
  /** Completed orders per CPU second of all services, stores and the broker; the generator is not counted. */
  ordersPerCoreSecond: number | null;
  /** Orders completed per second of the measured window; null where no steady load drove the trial. */
  goodputPerSecond: number | null;
  /**
   * Orders per second by which orders due and not finished grew over the window (least squares); null where it was too short to tell.
   * Absent where no steady load drove the trial, and in older files, which counted accepted orders alone.
   */
  unfinishedSlope?: number | null;
  /** Orders due and not finished when measuring began. Absent where no steady load drove the trial, and in older files. */
  unfinishedAtStart?: number;
  /** Delay in front of inventory as it was asked for, and as the proxy measured it; null where there was none. */
  injectedDelay: { requestedMs: number; observed: Percentiles } | null;
  capacity: CapacitySearch | null;
  /** A representative order: the one nearest to the median completion. Null where no stamps were kept. */
  story: OrderStory | null;
  timeline: FaultTimeline | null;
  replays: ReplayEvidence[];
  drain: DrainEvidence | null;
  /** Of the work experiment alone. */
  work?: WorkCell;
  /** Of the cluster experiment alone. */
  cluster?: ClusterCell;
  /** Of the gateway experiment alone. */
  door?: DoorCell;
  /** Of the way-back experiment alone. */
  wayBack?: WayBackCell;
  /** Of the saga experiment alone. */
  saga?: SagaCell;
  verdicts: Verdict[];
}

/** Everything that a latency trial can vary; `--only` takes them. */
export const variationKinds = [
  'base',
  'again',
  'delay',
  'rate',
  'share',
  'share-again',
  'capacity',
  'sustain',
  'burst',
  'fan-out',
  'payload',
  'story',
] as const;

/**
 * What a latency trial varies, from the base: 100 orders/s, 1 to 3 lines per order, nothing in front of inventory.
 *
 * | kind     | value                                                                                     |
 * |----------|-------------------------------------------------------------------------------------------|
 * | base     | orders/s                                                                                  |
 * | again    | orders/s; the base once more: the A/A control of one mode per block (never slowed)         |
 * | delay    | milliseconds in front of inventory; 0 is the null control: the proxy stands, delays nothing |
 * | rate     | orders/s                                                                                  |
 * | share    | percent of the mode's own sustainable capacity                                            |
 * | share-again | the same once more: the A/A control of one mode per block                        |
 * | capacity | 0; the search itself                                                                      |
 * | sustain  | orders/s for longer at the found capacity                                                 |
 * | burst    | how many times the base rate, for 5 s                                                     |
 * | fan-out  | lines per order                                                                           |
 * | payload  | bytes of one order's body, about                                                          |
 * | story    | 0; a trial with stamps, for the lane timeline of one order                                |
 */
export interface Variation {
  kind: (typeof variationKinds)[number];
  value: number;
}

/** Where the time of one order went; microseconds after its intended send. Stages may overlap, gaps are named too. */
interface OrderStory {
  orderId: string;
  stages: {
    lane: 'client' | Acting | 'broker';
    what: string;
    from: number;
    to: number;
  }[];
  /** Its notification committed, as every latency of the trial is measured. */
  completed: number;
}

/** What the load generator says of itself in the measured window. */
interface GeneratorRecord {
  connections: ConnectionFigures;
  /** The most connections the system let it have; null: no limit. */
  connectionLimit: number | null;
  times: TimeSums;
}

/** A request that finds no idle connection opens one, so there is no pool to run out of; only the system has an end. */
export interface ConnectionFigures {
  opened: number;
  /** The most requests under way at one time, and so the most connections in use. */
  mostUnderWay: number;
  /** Requests that the system had no connection for: they waited for one, or failed. With any, a run is void. */
  denied: number;
}

/**
 * What the times of all requests of a stretch add up to, in microseconds. Each is summed where it is taken, so that
 * latency = send delay + connection + service is a check and no definition.
 */
export interface TimeSums {
  /** Requests that ended, and those that got a connection or were told to have waited for one to the end. */
  ended: number;
  handed: number;
  /** From the intended send time, or from where it was held back to. */
  latencyUs: number;
  sendDelayUs: number;
  connectionUs: number;
  serviceUs: number;
}

/** `connection` is absent in older files. */
type LatencyFigures = Record<Exclude<LatencyKind, 'connection'>, Percentiles> & { connection?: Percentiles };

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
  /** The role of a service, the kind of a broker, generator, bench, proxy (the fault proxy, where it stood), warehouse (where inventory asks one) */
  process: string;
  cpuSeconds: number;
  rssPeakMiB: number;
  /**
   * Services only, from their own metrics in the window: the worst p99 of the event loop's delay in any 5 s; its busy share. The
   * delay is null in a trial with a fault, where others read these metrics as well; in older files it is that of any 1 s or less there.
   */
  eventLoopDelayP99Ms?: number | null;
  eventLoopUtilisation?: number | null;
  /** Services only: commits of the store in the window; in the fsync tier each is one fsync. */
  commits?: number | null;
}

/** Milliseconds from the start of the trial's load. */
export interface FaultTimeline {
  injectedMs: number;
  healedMs: number;
  /** First order completed after healing; null if none. */
  firstCompletionMs: number | null;
  /** No more orders are due and not finished than before; null if that never came. See `unfinishedPeak`. */
  drainedMs: number | null;
  /** Orders accepted and not complete, at most: always 0 in a mode that answers with the outcome. */
  backlogPeak: number;
  /**
   * Orders due and neither complete nor turned away, at most. Absent in older files: there `drainedMs` and `oldestPeakMs` are of the
   * backlog, and say nothing of a mode that has none.
   */
  unfinishedPeak?: number;
  /** How long the oldest of them waited at the worst, from when it was due; milliseconds. */
  oldestPeakMs: number;
  /** What proves that the fault happened; null when nothing does. */
  witness: string | null;
  /** When the load ended: what is over later is over while nobody ordered any more. Absent in older files. */
  loadEndMs?: number;
  /**
   * How long an order takes, to its completion, that counts as slow: the same in every mode. Absent in older files, which were
   * measured by older rules: slow was twice the slowest order before the fault, at least 50 ms; a standstill was one of accepted
   * orders alone, a drain rate an average over pauses as well, and what is over at once lasted until the planned moment.
   */
  slowMs?: number;
  /**
   * First moment a client could notice: an order due after the injection refused, failed, or slow. Null: nobody could; absent
   * beside `slowMs`: orders were as slow before.
   */
  detectedMs?: number | null;
  /** From then on five seconds in a row, after healing, had no such order; null where the load ended too early to tell. */
  tailNormalMs?: number | null;
  /** Area of latency above the median before the fault, over all accepted orders: order-seconds of extra waiting. */
  excessOrderSeconds?: number;
  /**
   * Orders completed per second from the first one after healing until drained; null without a backlog, when that was too short to
   * tell, or in bursts. Older files divide by the time before that first one as well.
   */
  drainedPerSecond?: number | null;
  /** The longest pause in that stretch, in milliseconds, where it is too long for an average to be told; null elsewhere. */
  drainPauseMs?: number | null;
  /**
   * The longest stretch from the injection on in which orders were due and none was completed, in milliseconds: of all orders,
   * also those refused or failed, and of one partition (null where the medium has none). Of one order it is `oldestPeakMs`.
   */
  standstillMs?: number;
  partitionStandstillMs?: number | null;
  /** Deliveries and calls recognised as repeated and ignored, by the services' own counters. */
  duplicatesIgnored?: number;
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
  /** Records per second while records flowed, start-up, rebalance and the first batch left out; null when too short to tell. */
  recordsPerSecond: number | null;
  /**
   * Whether they were timed as they flowed: not where they are published and waited for in one. Absent in older files: some of those
   * divide by all their seconds, and some have no rate although it was long enough for one.
   */
  flowTimed?: boolean;
  /**
   * Records per second an empty handler reached on the same records in this run; absent where that was not measured. Its first batch
   * is counted, and its way is not: too high by that.
   */
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
  /** What its source handed over. Absent where there is none, and in older files. */
  hands?: 'events' | 'rows';
  /**
   * What the events of each order say, one by one, and what they must say: what the services stored to be sent, or what their
   * rows let derive. Absent where nothing is handed over, where the outboxes no longer hold all, and in older files.
   */
  events?: { orders: number; differ: number; digest: string; expectedDigest: string };
  /** Rows before and after: a replay must not change them. */
  rowsBefore: Record<string, number>;
  rowsAfter: Record<string, number>;
  duplicatesIgnored: number;
  /** What is known to be missing; with a gap the rebuild is never called complete. */
  gaps: string[];
  /** Records were removed before it on purpose: a gap is what must come out of it. Absent elsewhere, and in older files. */
  removedFirst?: true;
  /** Those of `gaps` of which the medium itself says that it removed them. Absent where it names none, and in older files. */
  removed?: string[];
  unreadable: string[];
  /** What this way can never tell; null when it tells all. */
  loses: string | null;
  /** Live orders that kept arriving meanwhile; null when none did. Microseconds, intended send to answer. */
  live: {
    ratePerSecond: number;
    before: Percentiles;
    during: Percentiles;
    /** Of those due meanwhile: refused, failed or without an answer. Absent in older files, which left them out. */
    notAccepted?: number;
  } | null;
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
  /** While messages flowed, the start-up of the consumer left out; null when that was too short to tell. */
  drainedPerSecond: number | null;
  /** From lifting the throttle to its first message. Absent in older files. */
  startUpSeconds?: number;
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
    /** Due and neither complete nor turned away, at the end of its second: those that wait for their answer as well. */
    | 'unfinished'
    /** Waiting and unacknowledged in the broker at this moment; `process` is the queue or consumer group. */
    | 'broker-backlog'
    | 'cpu'
    | 'rss-mib'
    | 'event-loop-delay-ms';
  process: string;
  value: number;
}
