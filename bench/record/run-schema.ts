import { z } from 'zod';
import type { CapacitySearch } from './capacity.ts';
import type { ClusterCell } from './cluster-cell.ts';
import { type DoorCell, doors } from './door-cell.ts';
import type { Operation } from './history.ts';
import {
  experimentNames,
  type ModeName,
  type RunFile,
  SCHEMA_VERSION,
  type SeriesRow,
  type Trial,
  variationKinds,
} from './run-file.ts';
import { type SagaCell, shapes } from './saga-cell.ts';
import type { TrialUse } from './trial-use.ts';
import type { Verdict } from './verdict.ts';
import { situationNames, type WayBackCell, ways } from './way-back-cell.ts';
import type { WorkCell } from './work-cell.ts';

/**
 * What `run.json` may hold. A run folder may come from anybody, so names and moments have the form of names and moments: they
 * become parts of files, links and headings. Words stay words of any kind, and are escaped where they are printed.
 */
const LONGEST_TEXT = 20_000;
const text = z.string().max(LONGEST_TEXT);
const texts = z.array(text);
const flag = z.boolean();
const number = z.number();
const numberOrNull = z.number().nullable();
const name = z.string().regex(/^[a-z][a-z0-9-]{0,60}$/i);
const mode = name as unknown as z.ZodType<ModeName, string>;
const names = z.array(name);
/** A trial, and what is called after it. */
export const TrialId = z.string().regex(/^\w[\w.-]{0,199}$/);
/** One fault, or several as `a+b`; in a gap also `without outbox`, or `rate 200`. */
const fault = z.string().regex(/^[a-z][a-z0-9:+. -]{0,199}$/i);
const experiment = z.enum(experimentNames);

const perMode = <Value extends z.ZodType>(value: Value) =>
  z.record(name, value) as unknown as z.ZodType<Partial<Record<ModeName, z.infer<Value>>>>;

const percentiles = z.object({
  samples: number,
  p50: numberOrNull,
  p90: numberOrNull,
  p99: numberOrNull,
  p999: numberOrNull,
  max: numberOrNull,
  mean: numberOrNull,
});

const requests = z.object({
  sent: number,
  accepted: number,
  refused: number,
  failed: number,
  timedOut: number,
  connectionErrors: number,
  unfinished: number,
});

const lateness = z.object({ sendDelayP99Us: number, reportedP50Us: number });

const doubt = z.discriminatedUnion('kind', [
  lateness.extend({ kind: z.literal('late') }),
  z.object({ kind: z.literal('busy'), cpuShare: number }),
  z.object({ kind: z.literal('connections'), denied: number }),
  z.object({ kind: z.literal('sums') }),
]);

const use: z.ZodType<TrialUse> = z.discriminatedUnion('usable', [
  z.object({ usable: z.literal(true) }),
  z.object({
    usable: z.literal(false),
    why: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('planned'), as: z.enum(['beside', 'short']) }),
      z.object({ kind: z.literal('generator'), doubts: z.array(doubt) }),
      z.object({ kind: z.enum(['lost', 'unaccounted']), orders: number }),
      z.object({ kind: z.literal('window'), seconds: number, medianUs: number }),
      z.object({ kind: z.literal('failed'), error: text }),
      z.object({ kind: z.literal('other'), said: text }),
    ]),
  }),
]);

const capacity: z.ZodType<CapacitySearch> = z.object({
  ratePerSecond: numberOrNull,
  sloMs: number,
  steps: z.array(
    z.object({
      ratePerSecond: number,
      seconds: number,
      achieved: number,
      completedPerSecond: number.exactOptional(),
      backlogSlope: number,
      completionP99Ms: numberOrNull,
      lost: number,
      look: flag.exactOptional(),
      outcome: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('held') }),
        z.object({
          kind: z.literal('broke'),
          by: z.array(
            z.discriminatedUnion('kind', [
              z.object({ kind: z.literal('achieved'), percent: number, refused: number.exactOptional() }),
              z.object({ kind: z.literal('backlog'), perSecond: number, atLeast: numberOrNull }),
              z.object({ kind: z.literal('in-time'), percent: number, sloMs: number }),
              z.object({ kind: z.literal('lost'), orders: number }),
              z.object({ kind: z.literal('other'), said: text }),
            ]),
          ),
        }),
        z.object({ kind: z.literal('unknown'), doubts: z.array(doubt) }),
      ]),
    }),
  ),
});

/** One line of `history.jsonl.gz`, but for the final reads. */
export const OperationLine: z.ZodType<Operation> = z.object({
  i: number,
  t: number,
  trial: TrialId,
  process: text,
  f: z.enum([
    'place-order',
    'redeliver',
    'poison',
    'redrive',
    'fault',
    'read-order',
    'cancel-order',
    'digest',
    'write',
  ]),
  type: z.enum(['invoke', 'ok', 'fail', 'info']),
  key: text,
  value: z.unknown(),
});

const verdict: z.ZodType<Verdict> = z.object({
  check: name,
  outcome: z.enum(['holds', 'violated', 'unknown', 'not-applicable']),
  because: text,
  counted: z.record(text, number),
  findings: number,
  offending: texts,
  subHistory: z.array(OperationLine),
});

const timeline = z.object({
  injectedMs: number,
  healedMs: number,
  firstCompletionMs: numberOrNull,
  drainedMs: numberOrNull,
  backlogPeak: number,
  unfinishedPeak: number.exactOptional(),
  oldestPeakMs: number,
  witness: text.nullable(),
  loadEndMs: number.exactOptional(),
  slowMs: number.exactOptional(),
  detectedMs: numberOrNull.exactOptional(),
  tailNormalMs: numberOrNull.exactOptional(),
  excessOrderSeconds: number.exactOptional(),
  drainedPerSecond: numberOrNull.exactOptional(),
  drainPauseMs: numberOrNull.exactOptional(),
  standstillMs: number.exactOptional(),
  partitionStandstillMs: numberOrNull.exactOptional(),
  duplicatesIgnored: number.exactOptional(),
  clientDuringFault: requests.exactOptional(),
});

const replay = z.object({
  name,
  what: text,
  from: text,
  records: number,
  requests: number,
  seconds: number,
  recordsPerSecond: numberOrNull,
  flowTimed: z.boolean().exactOptional(),
  ceilingPerSecond: numberOrNull.exactOptional(),
  offsetsBefore: z.record(text, text),
  offsetsAtReset: z.record(text, text),
  offsetsAfter: z.record(text, text),
  digest: text,
  expectedDigest: text,
  expectedFrom: text,
  hands: z.enum(['events', 'rows']).exactOptional(),
  events: z.object({ orders: number, differ: number, digest: text, expectedDigest: text }).exactOptional(),
  rowsBefore: z.record(text, number),
  rowsAfter: z.record(text, number),
  duplicatesIgnored: number,
  gaps: texts,
  removedFirst: z.literal(true).exactOptional(),
  removed: texts.exactOptional(),
  unreadable: texts,
  loses: text.nullable(),
  live: z
    .object({ ratePerSecond: number, before: percentiles, during: percentiles, notAccepted: number.exactOptional() })
    .nullable(),
});

const resources = z.array(
  z.object({
    process: name,
    cpuSeconds: number,
    rssPeakMiB: number,
    eventLoopDelayP99Ms: numberOrNull.exactOptional(),
    eventLoopUtilisation: numberOrNull.exactOptional(),
    commits: numberOrNull.exactOptional(),
  }),
);

const workKey = z.object({ time: text, concurrency: number, instances: number, ordering: name.nullable() });

const work: z.ZodType<WorkCell> = workKey.extend({
  predicted: z
    .object({
      perSecond: number,
      by: z.enum(['hands', 'partitions', 'machine']),
      atOnce: number,
      meanMs: number,
      processes: number.exactOptional(),
    })
    .nullable(),
  sharePercent: number,
  shareOf: z.literal('done').exactOptional(),
  besideWrong: z.literal(true).exactOptional(),
  above: z
    .object({
      offeredPerSecond: number,
      seconds: number,
      acceptedPerSecond: number,
      completedPerSecond: number,
      topped: z.literal(true).exactOptional(),
      waiting: number,
      doubts: z.array(doubt),
      atWork: numberOrNull,
      workMs: numberOrNull,
      resources,
      sampledSeconds: number,
    })
    .nullable(),
  others: percentiles.nullable(),
  warehouse: z.object({ orders: number, calls: number, again: number, twice: number }).nullable(),
  burst: z.object({ orders: number, doneSeconds: numberOrNull }).exactOptional(),
});

const cluster: z.ZodType<ClusterCell> = z.object({
  nodes: number,
  timeouts: z.object({ name, settings: z.record(text, text) }).exactOptional(),
  client: z.object({ answerMs: number, againMs: number }).exactOptional(),
  looks: z.enum(['records', 'orders']),
  injectedMs: number,
  healedMs: number,
  witness: text.nullable(),
  completeMs: numberOrNull,
  leaders: z.array(z.object({ ms: number, copies: text, leader: numberOrNull })),
  settings: z.array(
    z.object({
      setting: name,
      promises: z.enum(['survives', 'may lose']),
      attempted: number,
      acknowledged: number,
      refused: number,
      refusedButThere: number.exactOptional(),
      unknown: number,
      lost: number,
      lostIds: names,
      unreadable: z.literal(true).exactOptional(),
      unsettled: z.literal(true).exactOptional(),
      doubled: number,
      inverted: number,
      acknowledgedMeanwhile: number,
      noAcceptanceMs: number,
      noCompletionMs: number,
      errors: z.array(z.object({ text, times: number })),
    }),
  ),
});

const door: z.ZodType<DoorCell> = z.object({
  door: z.enum(doors),
  again: z.literal(true).exactOptional(),
  version: text.exactOptional(),
});

const spread = z.object({ p50: numberOrNull, p90: numberOrNull, max: numberOrNull });

const wayBack: z.ZodType<WayBackCell> = z.object({
  ratePerWay: number,
  ratePerSecond: number.exactOptional(),
  rows: z.array(
    z.object({
      situation: z.enum(situationNames),
      way: z.enum(ways),
      placed: number,
      known: number,
      failed: number,
      knownWithin: spread,
      afterOutcome: spread,
      requestsPerOrder: number,
      bytesPerOrder: number,
      lateMs: number,
      lateP99Ms: number.exactOptional(),
      waitedMs: number.exactOptional(),
    }),
  ),
});

const saga: z.ZodType<SagaCell> = z.object({
  shape: z.enum(shapes),
  again: z.literal(true).exactOptional(),
  figures: z.object({
    orders: number,
    confirmed: number,
    declined: number,
    failed: number,
    refused: number.exactOptional(),
    completionP50Ms: numberOrNull,
    completionP90Ms: numberOrNull,
    samples: number.exactOptional(),
    messagesPerOrder: number,
    deliveriesPerOrder: number,
    providerCallsPerOrder: number,
    cpuMsPerOrder: number,
    brokerCpuMsPerOrder: number,
    heldP50Ms: numberOrNull,
    refusedMeanwhile: number,
    reservedBeside: number,
  }),
  lines: z.array(z.object({ file: text, lines: number })),
});

const trial: z.ZodType<Trial> = z.object({
  id: TrialId,
  experiment,
  kind: z.enum(['ordinary', 'proof', 'cost']),
  mode,
  fault,
  block: number,
  seed: number,
  variation: z
    .object({
      kind: z.enum(variationKinds),
      value: number,
    })
    .nullable(),
  without: names,
  expects: names.nullable(),
  load: z.object({ ratePerSecond: number, warmUpSeconds: number, seconds: number }).nullable(),
  use,
  repeats: TrialId.exactOptional(),
  notSteady: flag,
  acceptanceVoid: lateness.exactOptional(),
  requests,
  orders: z.object({
    accepted: number,
    confirmed: number,
    rejected: number,
    failed: number,
    pending: number,
    parked: number,
  }),
  latency: z
    .object({
      acceptance: percentiles,
      completion: percentiles,
      'send-delay': percentiles,
      connection: percentiles.exactOptional(),
      service: percentiles,
    })
    .nullable(),
  generator: z
    .object({
      connections: z.object({ opened: number, mostUnderWay: number, denied: number }),
      connectionLimit: numberOrNull,
      times: z.object({
        ended: number,
        handed: number,
        latencyUs: number,
        sendDelayUs: number,
        connectionUs: number,
        serviceUs: number,
      }),
    })
    .nullable()
    .exactOptional(),
  resources,
  idle: z.object({ seconds: number, resources }).exactOptional(),
  ordersPerCoreSecond: numberOrNull,
  goodputPerSecond: numberOrNull,
  unfinishedAtStart: number.exactOptional(),
  unfinishedSlope: numberOrNull.exactOptional(),
  injectedDelay: z.object({ requestedMs: number, observed: percentiles }).nullable(),
  capacity: capacity.nullable(),
  story: z
    .object({
      orderId: text,
      stages: z.array(
        z.object({
          lane: z.enum(['client', 'orders', 'inventory', 'notifications', 'broker']),
          what: text,
          from: number,
          to: number,
        }),
      ),
      completed: number,
    })
    .nullable(),
  timeline: timeline.nullable(),
  replays: z.array(replay),
  drain: z
    .object({
      orders: number,
      throttlePerSecond: number,
      lagPeak: number,
      oldestPeakMs: number,
      liftedSecond: number.exactOptional(),
      drainSeconds: number,
      drainedPerSecond: numberOrNull,
      startUpSeconds: number.exactOptional(),
      samples: z.array(z.object({ second: number, broker: number, services: number })),
    })
    .nullable(),
  work: work.exactOptional(),
  cluster: cluster.exactOptional(),
  door: door.exactOptional(),
  wayBack: wayBack.exactOptional(),
  saga: saga.exactOptional(),
  verdicts: z.array(verdict),
});

const ceiling = z.object({
  row: number,
  mode: mode.exactOptional(),
  raw: text,
  ours: text,
  unit: text,
  target: z.union([z.object({ atLeast: number }), z.object({ atMost: number })]),
  samples: z.array(z.object({ block: number, raw: number, ours: number, empty: number.exactOptional() })),
  learns: text.exactOptional(),
  limiter: texts,
  notMeasured: text.exactOptional(),
  notCounted: texts.exactOptional(),
  violated: flag.exactOptional(),
});

export const RunSchema: z.ZodType<RunFile> = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  runId: z.string().regex(/^\w[\w.-]{0,99}$/),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  argv: texts,
  seed: number,
  profile: z.enum(['quick', 'standard', 'full']),
  durability: z.enum(['page-cache', 'fsync']),
  runtime: z.enum(['processes', 'docker']),
  modes: z.array(mode),
  experiments: z.array(experiment),
  without: names,
  brokerOwned: perMode(flag).exactOptional(),
  git: z.object({ commit: z.string().regex(/^([0-9a-f]{7,64}|unknown)$/), dirty: flag }),
  lockfileHash: z.hash('sha256'),
  servicesDigest: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .exactOptional(),
  host: z.object({ cpu: text, cores: number, memoryGiB: number, kernel: text }),
  versions: z.record(text, text),
  fairness: z.array(z.object({ setting: text, values: perMode(text), pushes: text.exactOptional() })),
  recovery: z
    .array(z.object({ mode, setting: text, inForce: text, byDefault: text, decides: text, otherwise: text }))
    .exactOptional(),
  inventoryLink: perMode(
    z.object({
      crossings: z.array(
        z.object({ kind: z.enum(['answer', 'delivery', 'fetch', 'commit', 'confirm']), times: number }),
      ),
      calls: z.object({ atOnce: number, waiting: number }).nullable(),
      messages: number.exactOptional(),
    }),
  ).exactOptional(),
  cannot: perMode(z.record(text, text)).exactOptional(),
  trials: z.array(trial),
  notRun: z.array(
    z.object({
      experiment,
      mode,
      fault,
      without: names.exactOptional(),
      cell: workKey.exactOptional(),
      outcome: z.enum(['not-applicable', 'skipped']),
      because: text,
    }),
  ),
  ceilings: z.array(ceiling).exactOptional(),
  narrowed: z.literal(true).exactOptional(),
  slowed: z.object({ mode, factor: number }).exactOptional(),
  payment: z.enum(['orchestrated', 'choreographed']).exactOptional(),
  work: z
    .object({
      time: text,
      concurrency: number.exactOptional(),
      ordering: text.exactOptional(),
      instances: text.exactOptional(),
    })
    .exactOptional(),
  unfinished: z
    .object({ planned: number, historyBytes: number.exactOptional(), seriesBytes: number.exactOptional() })
    .exactOptional(),
  historyKept: z.array(TrialId).exactOptional(),
});

/** One row of `series.csv`. */
export const SeriesLine: z.ZodType<SeriesRow> = z.object({
  trial: TrialId,
  second: number,
  metric: z.enum([
    'offered',
    'accepted',
    'completed',
    'acceptance-slowest-ms',
    'completion-slowest-ms',
    'backlog',
    'unfinished',
    'broker-backlog',
    'cpu',
    'rss-mib',
    'event-loop-delay-ms',
  ]),
  process: z.string().regex(/^[\w.: -]{0,200}$/),
  value: number,
});
