import { blankTrial } from '../../record/blank-trial.ts';
import type { ModeName, Percentiles, ReplayEvidence, Trial } from '../../record/run-file.ts';

const none = { sent: 0, accepted: 0, refused: 0, failed: 0, timedOut: 0, connectionErrors: 0, unfinished: 0 };
const rows = { orders: 4210, notifications: 4210, 'stock movements': 4126 };
const ends = { 'orders/0': '2101', 'orders/1': '2109', 'inventory/0': '2101', 'inventory/1': '2109' };
const starts = { 'orders/0': '0', 'orders/1': '0', 'inventory/0': '0', 'inventory/1': '0' };

/** Made-up rebuilds of all three modes: a log read again, one with a gap, an outbox, and the services asked. */
export function sampleReplays(): Trial[] {
  return [
    trial('streaming-kafka', [
      rebuild({
        name: 'analytics-from-earliest',
        what: 'the analytics (orders per minute, failure rate), folded again from nothing',
        from: 'consumer group analytics-service, oldest record of every partition',
        offsetsBefore: ends,
        offsetsAtReset: starts,
        offsetsAfter: ends,
        rowsBefore: rows,
        rowsAfter: rows,
        ceilingPerSecond: 11_000,
        live: { ratePerSecond: 50, before: live(1200, 2100), during: live(160, null) },
      }),
      rebuild({
        name: 'inventory-absorbs',
        what: 'every order is delivered to inventory a second time',
        from: 'consumer group inventory-service, oldest record of every partition',
        records: 4210,
        rowsBefore: rows,
        rowsAfter: rows,
        duplicatesIgnored: 4210,
        recordsPerSecond: null,
      }),
      rebuild({
        name: 'after-retention',
        what: 'the analytics once more, after the oldest records were deleted',
        from: 'consumer group analytics-service, oldest record that is left',
        records: 7420,
        gaps: ['1000 records below offset 500 of orders/0 and orders/1 are gone'],
        unreadable: ['orders/1 offset 733: not valid JSON'],
      }),
    ]),
    trial('async-rabbitmq', [
      rebuild({
        name: 'outbox-to-private-queue',
        what: 'the analytics, from events published once more',
        from: "the order service's outbox, to a queue of its own",
      }),
    ]),
    trial('sync-rest', [
      rebuild({
        name: 'api-page-by-page',
        what: 'the analytics, by asking every service for its list',
        from: "the services' APIs, 100 orders per page",
        requests: 86,
        loses: 'through which states an order went, and when',
        live: { ratePerSecond: 50, before: live(1200, 4400), during: live(900, 6100) },
      }),
    ]),
  ];
}

function live(samples: number, p50: number | null): Percentiles {
  return { samples, p50, p90: null, p99: null, p999: null, max: 90_000, mean: 4000 };
}

function rebuild(own: Partial<ReplayEvidence> & Pick<ReplayEvidence, 'name' | 'what' | 'from'>): ReplayEvidence {
  return {
    records: 8420,
    requests: 0,
    seconds: 1.874,
    recordsPerSecond: 9120,
    flowTimed: true,
    offsetsBefore: {},
    offsetsAtReset: {},
    offsetsAfter: {},
    digest: '9f2c61d0a7',
    expectedDigest: '9f2c61d0a7',
    expectedFrom: 'the analytics service while the orders were live',
    rowsBefore: {},
    rowsAfter: {},
    duplicatesIgnored: 0,
    gaps: [],
    unreadable: [],
    loses: null,
    live: null,
    ...own,
  };
}

function trial(mode: ModeName, replays: ReplayEvidence[]): Trial {
  return {
    id: `replay-none-${mode}-1`,
    experiment: 'replay',
    mode,
    fault: 'none',
    load: null,
    use: { usable: true },
    seed: 1,
    ...blankTrial,
    notSteady: false,
    requests: none,
    orders: { accepted: 4210, confirmed: 4126, rejected: 84, failed: 0, pending: 0, parked: 0 },
    latency: null,
    resources: [],
    ordersPerCoreSecond: null,
    timeline: null,
    replays,
    drain: mode === 'streaming-kafka' ? sampleDrain() : null,
    verdicts: [
      {
        check: 'replay',
        outcome: 'holds',
        because: 'State and notifications are the same before and after the replay.',
        counted: { digests: 2 },
        findings: 0,
        offending: [],
        subHistory: [],
      },
    ],
  };
}

function sampleDrain(): NonNullable<Trial['drain']> {
  const lag = (second: number) => Math.max(0, second <= 20 ? second * 52 : 1040 - (second - 20) * 400);
  const samples = Array.from({ length: 50 }, (_, step) => step / 2).map((second) => ({
    second,
    broker: Math.round(lag(second)),
    services: Math.round(lag(Math.max(0, second - 0.1))),
  }));
  return {
    orders: 4210,
    throttlePerSecond: 40,
    lagPeak: 1040,
    oldestPeakMs: 10_400,
    liftedSecond: 20,
    drainSeconds: 2.6,
    drainedPerSecond: 400,
    samples,
  };
}
