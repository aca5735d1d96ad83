import { Latencies } from '../../measure/latencies.ts';
import { percentilesOf } from '../../measure/percentiles.ts';
import { blankTrial } from '../../record/blank-trial.ts';
import { byLatencyKind, type LatencyKind } from '../../record/latency-kinds.ts';
import type { FaultTimeline, ModeName, RequestCounts, SeriesRow, Trial } from '../../record/run-file.ts';
import type { Verdict } from '../../record/verdict.ts';
import { seeded } from './random.ts';
import { type Outage, type SampleOrder, sampleOrders } from './sample-orders.ts';
import { sampleResources } from './sample-resources.ts';
import { backlogAt, sampleSeries, unfinishedAt } from './sample-series.ts';

export interface SampleTrial {
  trial: Trial;
  latencies: Record<LatencyKind, Latencies>;
  series: SeriesRow[];
}

/** A made-up trial whose figures, histograms and series agree with each other. */
export function sampleTrial(
  mode: ModeName,
  experiment: 'latency' | 'failure',
  fault: string,
  outage: Outage | null,
  seconds: number,
  random: () => number,
  slower = 1,
): SampleTrial {
  const id = `${experiment}-${fault}-${mode}-1`;
  const load = { ratePerSecond: 60, warmUpSeconds: 5, seconds };
  const orders = sampleOrders(mode, { ...load, slower }, outage, seeded(seconds), random);
  const latencies = record(orders, random);
  const done = orders.filter((order) => order.completed !== null);
  const rejected = Math.floor(done.length / 50);
  const resources = sampleResources(mode, orders.length, random);
  const cpu = resources.filter((use) => use.process !== 'generator').reduce((sum, use) => sum + use.cpuSeconds, 0);
  const trial: Trial = {
    id,
    experiment,
    mode,
    fault,
    load,
    use: { usable: true },
    seed: 1,
    ...blankTrial,
    variation: experiment === 'latency' ? { kind: 'base', value: load.ratePerSecond } : null,
    notSteady: false,
    requests: counted(orders),
    orders: {
      accepted: orders.length,
      confirmed: done.length - rejected,
      rejected,
      failed: orders.length - done.length,
      pending: 0,
      parked: 0,
    },
    latency: byLatencyKind((kind) => percentilesOf(latencies[kind])),
    resources,
    ordersPerCoreSecond: done.length / cpu,
    timeline: outage === null ? null : timeline(orders, outage),
    replays: [],
    drain: null,
    verdicts: sampleVerdicts(orders.length, done.length, fault),
  };
  return { trial, latencies, series: sampleSeries(id, orders, seconds) };
}

function record(orders: SampleOrder[], random: () => number): Record<LatencyKind, Latencies> {
  const [acceptance, completion, service] = [new Latencies(), new Latencies(), new Latencies()];
  const sendDelay = new Latencies();
  const connection = new Latencies();
  for (const { due, answered, completed } of orders) {
    const delay = Math.round(40 + random() * 300);
    acceptance.record(Math.round((answered - due) * 1000));
    if (completed !== null) completion.record(Math.round((completed - due) * 1000));
    service.record(Math.max(1, Math.round((answered - due) * 1000) - delay));
    sendDelay.record(delay);
    connection.record(0);
  }
  return { acceptance, completion, service, connection, 'send-delay': sendDelay };
}

function counted(orders: SampleOrder[]): RequestCounts {
  const accepted = orders.filter((order) => order.accepted).length;
  const failed = orders.length - accepted;
  return { sent: orders.length, accepted, refused: 0, failed, timedOut: 0, connectionErrors: 0, unfinished: 0 };
}

function timeline(orders: SampleOrder[], { injectedMs, healedMs }: Outage): FaultTimeline {
  const after = orders.flatMap(({ completed }) => (completed !== null && completed >= healedMs ? completed : []));
  const moments = Array.from({ length: 300 }, (_, step) => step * 100);
  const usual = unfinishedAt(orders, injectedMs - 100);
  return {
    injectedMs,
    healedMs,
    firstCompletionMs: Math.min(...after),
    drainedMs: moments.find((ms) => ms > healedMs && unfinishedAt(orders, ms) <= usual + 2) ?? null,
    backlogPeak: Math.max(...moments.map((ms) => backlogAt(orders, ms))),
    unfinishedPeak: Math.max(...moments.map((ms) => unfinishedAt(orders, ms))),
    oldestPeakMs: Math.max(...orders.map((order) => (order.completed ?? order.answered) - order.due)),
    witness: 'the inventory process 4711 ended by SIGKILL; process 4802 took its place',
    clientDuringFault: counted(orders.filter((order) => order.due >= injectedMs && order.due < healedMs)),
  };
}

function sampleVerdicts(attempted: number, completed: number, fault: string): Verdict[] {
  const verdict = (check: string, because: string, numbers: Record<string, number>): Verdict => ({
    check,
    outcome: 'holds',
    because,
    counted: numbers,
    findings: 0,
    offending: [],
    subHistory: [],
  });
  const verdicts = [
    verdict('lost', 'every acknowledged order is stored', { attempted, stored: attempted }),
    verdict('duplicate-order', 'no idempotency key has two orders', { keys: attempted }),
    verdict('stuck', 'every order reached an end before the deadline', { orders: attempted }),
    verdict('reservation', 'every confirmed order has its reservation, no other has one', { confirmed: completed }),
    verdict('stock', 'stock is conserved at every step of the ledger', { products: 12, movements: completed }),
    verdict('notification', 'one notification for each finished order', { notifications: completed }),
  ];
  if (fault !== 'none') verdicts.push(verdict('witness', `proof that ${fault} happened was found`, { witnesses: 1 }));
  return verdicts;
}
