import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { storeCommits } from './store-commits.ts';

const LATENCY_BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Every metric of a service, named by Prometheus' conventions (base units, `_total` for counters). */
export function createMetrics(service: string) {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    httpSeconds: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the request to the end of its answer, by route, method and status.',
      labelNames: ['route', 'method', 'status'],
      buckets: LATENCY_BUCKETS_S,
      registers,
    }),
    handlerSeconds: new Histogram({
      name: 'message_handler_duration_seconds',
      help: 'Time from when a batch of messages is begun to its commit, what waits for a free hand meanwhile included.',
      buckets: LATENCY_BUCKETS_S,
      registers,
    }),
    handled: new Counter({
      name: 'messages_handled_total',
      help: 'Messages whose effect is committed, duplicates included.',
      registers,
    }),
    duplicates: new Counter({
      name: 'messages_duplicate_total',
      help: 'Messages or calls recognised as applied before and ignored.',
      registers,
    }),
    parked: new Counter({
      name: 'messages_parked_total',
      help: 'Messages set aside because they cannot be handled.',
      registers,
    }),
    skipped: new Counter({
      name: 'records_skipped_total',
      help: 'Kafka: records of batches that cannot be read at all; each such batch is parked as one message.',
      registers,
    }),
    published: new Counter({ name: 'messages_published_total', help: 'Messages confirmed by the broker.', registers }),
    inHand: new Gauge({
      name: 'messages_in_hand',
      help: 'Messages received and not yet acknowledged, at work or waiting for a free hand.',
      registers,
    }),
    lag: new Gauge({
      name: 'consumer_lag_messages',
      help: 'Kafka: records of a partition that this consumer has not handled yet, as of the last answer of the broker.',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    build: buildInfo(registers),
    ...eventLoopSeconds(registers),
    storeCommits: new Counter({
      name: 'store_commits_total',
      help: 'Commits of the store; in the fsync tier each is one fsync.',
      registers,
      collect() {
        this.reset();
        this.inc(storeCommits.total);
      },
    }),
    outboxDepth: new Gauge({
      name: 'outbox_depth',
      help: 'Events, or calls in REST mode, stored and not yet handed over.',
      registers,
    }),
    deliveriesWaiting: new Gauge({
      name: 'deliveries_waiting',
      help: 'Notifications recorded and neither taken over by their provider nor parked.',
      registers,
    }),
    deliveries: new Counter({
      name: 'deliveries_total',
      help: 'Attempts to deliver a notification, by channel and by what became of them: delivered, postponed or parked.',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    payments: new Counter({
      name: 'payments_total',
      help: 'Payments asked of the provider, by what became of them: captured, declined, or not known for timeout or unavailable.',
      labelNames: ['outcome'],
      registers,
    }),
    refunds: new Counter({
      name: 'refunds_total',
      help: 'Attempts to give money back, by what became of them: refunded, postponed or parked.',
      labelNames: ['outcome'],
      registers,
    }),
    outboxOldest: new Gauge({
      name: 'outbox_oldest_unsent_seconds',
      help: 'Age of the oldest of them, in REST mode of its order; 0 when none waits.',
      registers,
    }),
  };
}

/** Always 1: what runs, as labels. */
function buildInfo(registers: Registry[]) {
  const file = join(import.meta.dirname, '../package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  const gauge = new Gauge({
    name: 'service_build_info',
    help: 'Always 1; the labels tell the version of the service and of Node.',
    labelNames: ['version', 'node'],
    registers,
  });
  gauge.set({ version, node: process.version }, 1);
  return gauge;
}

/** Busy and waiting time of the event loop: the share of the first is its utilisation. */
function eventLoopSeconds(registers: Registry[]) {
  const counter = (state: 'active' | 'idle', help: string) =>
    new Counter({
      name: `eventloop_${state}_seconds_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(performance.eventLoopUtilization()[state] / 1000);
      },
    });
  return {
    eventLoopActive: counter('active', 'Time the event loop was busy.'),
    eventLoopIdle: counter('idle', 'Time the event loop waited for something to do.'),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
