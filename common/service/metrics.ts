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
      help: 'Time from the arrival of a batch of messages to its commit.',
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
    published: new Counter({ name: 'messages_published_total', help: 'Messages confirmed by the broker.', registers }),
    inHand: new Gauge({
      name: 'messages_in_hand',
      help: 'Messages received and not yet acknowledged.',
      registers,
    }),
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
  };
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
