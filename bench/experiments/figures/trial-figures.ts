import type { Broker } from '../../brokers/broker.ts';
import { brokerPids } from '../../brokers/broker-processes.ts';
import type { Proxy } from '../../faults/proxy/proxy.ts';
import type { Lab } from '../../lab/lab.ts';
import type { LoadFigures } from '../../load/load-result.ts';
import { MEDIANS_PER_WINDOW } from '../../load/steady-watch.ts';
import { Latencies } from '../../measure/latencies.ts';
import { percentilesOf } from '../../measure/percentiles.ts';
import { type PidOf, ProcessSampler } from '../../measure/process-sampler.ts';
import { harness } from '../../record/harness.ts';
import { byLatencyKind } from '../../record/latency-kinds.ts';
import type { FaultTimeline, ProcessUse, SeriesRow, Trial } from '../../record/run-file.ts';
import { takesLatencies } from '../../record/takes-latencies.ts';
import type { WhyUnusable } from '../../record/trial-use.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';
import type { Suffered } from '../trial/inject-and-heal.ts';
import { countRequests, type Journey } from '../trial/journey.ts';
import { timelineOf } from '../watch/backlog.ts';
import { watchVitals } from '../watch/service-vitals.ts';
import { effectsOf } from './fault-effects.ts';
import { standstillsOf } from './standstill.ts';
import { unfinishedAt, unfinishedSlope } from './unfinished-growth.ts';

/** Every process that takes part in a trial, by the name it has in reports. */
export function processesOf(
  lab: Lab,
  broker: Broker | null,
  proxy: Proxy | null,
  generator: { pid: number },
  gateway: { pid: number } | null = null,
): Record<string, PidOf> {
  // A container's processes are the engine's: maybe of another kernel than ours.
  const ours = lab.containers ? [] : lab.instances;
  const pids: Record<string, PidOf> = Object.fromEntries(
    ours.map(({ process, service }) => [process, () => service.pid]),
  );
  if (broker?.owned && !lab.containers) Object.assign(pids, brokerPids(broker));
  if (lab.store?.owned) pids[lab.store.kind] = () => lab.store?.pid() ?? null;
  if (lab.warehouse) pids['warehouse'] = () => lab.warehouse?.pid ?? null;
  if (gateway) pids['gateway'] = () => gateway.pid;
  if (proxy) pids['proxy'] = () => proxy.pid ?? null;
  return { ...pids, generator: () => generator.pid, bench: () => process.pid };
}

/** What was measured from one moment to another, in monotonic microseconds. */
interface MeasuredWindow {
  use: ProcessUse[];
  from: number;
  to: number;
  /** When the trial was over: what is not complete by then enters the tail. */
  endUs: number;
}

/** The figures of one stretch of load, of a latency trial or of another one; `journeys` are all there were. */
export function windowFigures(
  { experiment }: Pick<TrialPlan, 'experiment'>,
  load: LoadFigures & { connectionLimit: number | null },
  journeys: readonly Journey[],
  { use, from, to, endUs }: MeasuredWindow,
) {
  const counted = journeys.filter(({ intended }) => intended >= from && intended < to);
  const latencies = latenciesOf(load, counted, endUs);
  const isLatency = takesLatencies(experiment);
  return {
    latencies,
    requests: countRequests(counted),
    latency: byLatencyKind((kind) => percentilesOf(latencies[kind])),
    generator: { connections: load.connections, connectionLimit: load.connectionLimit, times: load.times },
    resources: use,
    ordersPerCoreSecond: perCoreSecond(journeys, use, from, to),
    goodputPerSecond: isLatency ? goodput(journeys, from, to) : null,
    ...(isLatency && {
      unfinishedAtStart: unfinishedAt(journeys, from),
      unfinishedSlope: unfinishedSlope(journeys, from, to),
    }),
  };
}

/** Acceptance, service time and send delay come from the generator; completion is joined by order id. */
export function latenciesOf(result: Pick<LoadFigures, 'histograms'>, counted: readonly Journey[], endUs: number) {
  const { acceptance, service, connection, sendDelay } = result.histograms;
  const completion = new Latencies();
  for (const { outcome, intended, answered, completed } of counted) {
    if (outcome === 'accepted') completion.record((completed ?? endUs) - intended); // never completed: in the tail
    // Given up: whether and when its order was completed, the client cannot know. At least as late as that.
    if (outcome === 'timedOut' || outcome === 'unfinished') completion.record((answered ?? endUs) - intended);
  }
  return {
    acceptance: Latencies.decode(acceptance),
    completion,
    service: Latencies.decode(service),
    connection: Latencies.decode(connection),
    'send-delay': Latencies.decode(sendDelay),
  };
}

/**
 * Why a window says nothing of the latencies in it: it is shorter than three of their medians, of acceptance or of
 * completion (measurement.md, rule 8). Null: it is long enough, or there are too few for a median.
 */
export function shortWindow(
  { acceptance, completion }: Record<'acceptance' | 'completion', Latencies>,
  seconds: number,
): Extract<WhyUnusable, { kind: 'window' }> | null {
  const medianUs = Math.max(percentilesOf(acceptance).p50 ?? 0, percentilesOf(completion).p50 ?? 0);
  return seconds * 1e6 < MEDIANS_PER_WINDOW * medianUs
    ? { kind: 'window', seconds: Math.round(seconds * 10) / 10, medianUs }
    : null;
}

/** Orders completed in the window per second of CPU, broker and services together, generator, bench, proxy and warehouse left out. */
export function perCoreSecond(
  journeys: readonly Journey[],
  use: Trial['resources'],
  from: number,
  to: number,
): number | null {
  const done = completedWithin(journeys, from, to);
  const ours = use.filter(({ process }) => !harness.has(process));
  const cpuSeconds = ours.reduce((sum, { cpuSeconds: seconds }) => sum + seconds, 0);
  return cpuSeconds > 0 ? Math.round((done / cpuSeconds) * 10) / 10 : null;
}

/** Orders completed per second of the window, whenever they were due. */
export const goodput = (journeys: readonly Journey[], from: number, to: number): number | null =>
  to > from ? Math.round((completedWithin(journeys, from, to) / ((to - from) / 1e6)) * 10) / 10 : null;

/** Orders completed in this stretch, whenever they were due. */
export const completedWithin = (journeys: readonly Journey[], from: number, to: number) =>
  journeys.filter(({ completed }) => completed !== null && completed >= from && completed < to).length;

/**
 * CPU, memory, event loops and commits over the measured window alone: from the moment the generator says that the
 * warm-up is over until it says that the last phase is. `othersAsk`: somebody else reads the metrics of the services
 * meanwhile.
 */
export async function measuredWindow(
  lab: Lab,
  trial: string,
  startUs: number,
  pids: Readonly<Record<string, () => number | null>>,
  { measuring, sent }: { measuring: Promise<void>; sent: Promise<void> },
  othersAsk = false,
): Promise<{ use: ProcessUse[]; rows: SeriesRow[] }> {
  await measuring;
  const sampler = new ProcessSampler(trial, pids).start();
  const watched = watchVitals(lab, trial, startUs, { othersAsk });
  await sent;
  sampler.stop();
  const vitals = await watched.stop();
  return { use: sampler.use().map((use) => ({ ...use, ...vitals.get(use.process) })), rows: watched.rows };
}

/** What the fault of a trial did over time, and what the client saw meanwhile; `from` is where measuring began. */
export function timelineFor(
  { injected, healed, witness }: Suffered,
  journeys: readonly Journey[],
  from: number,
  start: number,
  end: number,
  { load: { seconds }, mode }: Pick<TrialPlan, 'load' | 'mode'>,
): FaultTimeline {
  const during = journeys.filter(({ intended }) => intended >= injected && intended < healed);
  const loadEnd = from + seconds * 1e6;
  const last = Math.max(end, loadEnd);
  const timeline = timelineOf(journeys, start, { injected, healed, end: last, witness });
  const drained = timeline.drainedMs === null ? null : start + timeline.drainedMs * 1000;
  return {
    ...timeline,
    ...effectsOf(journeys, start, { injected, healed, drained, loadEnd, end: last }),
    ...standstillsOf(mode, journeys, { from: injected, to: last }),
    loadEndMs: Math.round((loadEnd - start) / 1000),
    clientDuringFault: countRequests(during),
  };
}
