import { setTimeout } from 'node:timers/promises';
import { judge } from '../checkers/judge.ts';
import type { FaultContext } from '../faults/fault.ts';
import type { LoadResult } from '../load/load-result.ts';
import { Latencies } from '../measure/latencies.ts';
import { percentilesOf } from '../measure/percentiles.ts';
import { ProcessSampler } from '../measure/process-sampler.ts';
import { voidReason } from '../measure/void-rules.ts';
import type { Lab } from '../process/lab.ts';
import type { Session } from '../process/session.ts';
import type { FaultTimeline, SeriesRow, Trial } from '../report/run-file.ts';
import { secondsOf, timelineOf } from './backlog.ts';
import { finalReads, readProducts } from './final-reads.ts';
import { countOrders, countRequests, type Journey, journeysOf } from './journey.ts';
import { startOrderLoad } from './order-load.ts';
import { phasesOf } from './phases.ts';
import { untilQuiescent } from './quiescence.ts';
import { nowUs, Recorder } from './recorder.ts';
import { runReplayTrial } from './replay-trial.ts';
import { getJson, putJson } from './service-client.ts';
import { type Suffered, suffer } from './suffer.ts';
import { withTrialLab } from './trial-lab.ts';
import type { TrialOptions, TrialPlan } from './trial-plan.ts';
import type { TrialRecord } from './trial-record.ts';

const QUIESCENCE_MS = 60_000;
const BACKLOG_EVERY_MS = 500;
const LONGEST_PREFIX = 48;
/** One product runs out early, so that orders are rejected and a low-stock alert is due. */
const SCARCE = { sku: 'SCALE-POCKET', pieces: 60, weight: 0.3 };

/** One trial from fresh stores, queues and topics to its verdicts. */
export const runTrial = (session: Session, plan: TrialPlan, options: TrialOptions): Promise<TrialRecord> =>
  plan.replay
    ? runReplayTrial(session, plan, plan.replay, options)
    : withTrialLab(session, plan, options, (lab, broker, proxy) => measure(session, plan, { lab, broker, proxy }));

type Stage = Pick<FaultContext, 'lab' | 'broker' | 'proxy'>;

async function measure(session: Session, plan: TrialPlan, stage: Stage): Promise<TrialRecord> {
  const { lab, broker } = stage;
  const { id, mode, load } = plan;
  await putJson(`${lab.urls['inventory']}/products/${SCARCE.sku}/stock`, { available: SCARCE.pieces });
  const catalogue = await readProducts(lab);
  const recorder = new Recorder(id);
  const {
    run,
    flowing,
    operations: attempts,
  } = startOrderLoad(
    session,
    lab,
    { trial: id, prefix: prefixOf(plan), phases: phasesOf(plan), seed: plan.seed, catalogue },
    { [SCARCE.sku]: SCARCE.weight, ...plan.fault.load?.weights },
  );

  const pids: Record<string, () => number | null> = Object.fromEntries(
    mode.services.map(({ role }) => [role, () => lab.service(role).pid]),
  );
  if (broker?.owned) pids[mode.broker] = () => broker.pid();
  pids['generator'] = () => run.pid;
  pids['bench'] = () => process.pid;
  const overTime = new ProcessSampler(id, pids).start();
  const startUs = nowUs();
  const watched = plan.faultAt ? watchBacklog(lab, id, startUs) : null;
  const window = measureWindow(pids, id, load);
  const context = { ...stage, recorder, guard: session.guard, flowing };
  const faulting = plan.faultAt ? suffer(plan, context, overTime) : null;
  const result = await run.done;
  overTime.stop();
  const used = await window;
  const fault = (await faulting) ?? (await suffer(plan, context, overTime));

  const stillMoving = await untilQuiescent(lab, QUIESCENCE_MS);
  const final = await finalReads(lab, catalogue, stillMoving);
  const brokerBacklog = (await watched?.stop()) ?? [];

  const operations = recorder.mergedWith(attempts());
  const journeys = journeysOf(operations, final);
  const { verdicts } = judge({ mode: mode.name, fault: plan.fault.name, history: operations, final });
  const endUs = Math.max(nowUs(), startUs);
  const lastUs = Math.min(endUs, lastEvent(journeys, startUs) + 1e6);
  const measured = result.phases.filter((phase) => phase.measured);
  const from = (measured[0]?.startNs ?? result.startNs) / 1000;
  const to = (measured.at(-1)?.endNs ?? result.startNs) / 1000;
  const counted = journeys.filter(({ intended }) => intended >= from && intended < to);
  const latencies = latenciesOf(result, counted, endUs);
  const lostFor = verdicts.find(({ check, outcome }) => check === 'lost' && outcome === 'violated');
  const late = voidReason({
    sendDelayP99Us: result.sendDelayP99Us,
    // Only where a latency is what the trial is about: a fault's course is told in seconds.
    reportedP50Us: plan.experiment === 'latency' ? percentilesOf(latencies.acceptance).p50 : null,
    cpuShare: result.cpuShare,
  });

  const trial: Trial = {
    id,
    experiment: plan.experiment,
    mode: mode.name,
    fault: plan.fault.name,
    load: plan.load,
    notSteady: false,
    void: lostFor ? `orders were lost: ${lostFor.because}` : late,
    requests: countRequests(counted),
    orders: countOrders(final.orders),
    latency: {
      acceptance: percentilesOf(latencies.acceptance),
      completion: percentilesOf(latencies.completion),
      service: percentilesOf(latencies.service),
      'send-delay': percentilesOf(latencies['send-delay']),
    },
    resources: used.use,
    ordersPerCoreSecond: perCoreSecond(journeys, used.use, from, to),
    timeline: plan.faultAt ? timelineFor(fault, journeys, from, startUs, lastUs, load) : null,
    replays: [],
    drain: null,
    verdicts,
  };
  return {
    trial,
    operations,
    final,
    latencies,
    window: { startMs: wallOf(result, from), endMs: wallOf(result, to) },
    series: [...secondsOf(id, journeys, startUs, lastUs), ...brokerBacklog, ...overTime.rows()],
    analytics: lab.urls['analytics'] ? await getJson(`${lab.urls['analytics']}/metrics.json`) : null,
  };
}

/** A key begins with it; long names of faults are cut. */
const prefixOf = ({ id, number }: TrialPlan) =>
  id.length <= LONGEST_PREFIX ? id : `t${number}-${id}`.slice(0, LONGEST_PREFIX).replace(/-$/, '');

const wallOf = ({ startNs, startedAt }: LoadResult, us: number) => Date.parse(startedAt) + (us - startNs / 1000) / 1000;

const lastEvent = (journeys: readonly Journey[], start: number) =>
  journeys.reduce((last, { answered, completed }) => Math.max(last, answered ?? 0, completed ?? 0), start);

/** CPU and memory of every process over the measured window alone. */
async function measureWindow(pids: Record<string, () => number | null>, id: string, load: TrialPlan['load']) {
  await setTimeout(load.warmUpSeconds * 1000);
  const sampler = new ProcessSampler(id, pids).start();
  await setTimeout(load.seconds * 1000);
  sampler.stop();
  return { use: sampler.use() };
}

function timelineFor(
  { injected, healed, witness }: Suffered,
  journeys: readonly Journey[],
  from: number,
  start: number,
  end: number,
  { seconds }: TrialPlan['load'],
): FaultTimeline {
  const during = journeys.filter(({ intended }) => intended >= injected && intended < healed);
  const timeline = timelineOf(journeys, start, { injected, healed, end: Math.max(end, from + seconds * 1e6), witness });
  return { ...timeline, clientDuringFault: countRequests(during) };
}

/** Acceptance, service time and send delay come from the generator; completion is joined by order id. */
function latenciesOf(result: LoadResult, counted: readonly Journey[], endUs: number) {
  const { acceptance, service, sendDelay } = result.histograms;
  const completion = new Latencies();
  for (const { outcome, intended, completed } of counted) {
    if (outcome === 'accepted') completion.record((completed ?? endUs) - intended); // never completed: in the tail
  }
  return {
    acceptance: Latencies.decode(acceptance),
    completion,
    service: Latencies.decode(service),
    'send-delay': Latencies.decode(sendDelay),
  };
}

/** Orders completed in the window per second of CPU, broker and services together, generator and bench left out. */
function perCoreSecond(journeys: readonly Journey[], use: Trial['resources'], from: number, to: number): number | null {
  const done = journeys.filter(({ completed }) => completed !== null && completed >= from && completed < to).length;
  const ours = use.filter(({ process }) => process !== 'generator' && process !== 'bench');
  const cpuSeconds = ours.reduce((sum, { cpuSeconds: seconds }) => sum + seconds, 0);
  return cpuSeconds > 0 ? Math.round((done / cpuSeconds) * 10) / 10 : null;
}

/** What waits in the broker, as the broker tells it, until `stop`. */
function watchBacklog(lab: Lab, trial: string, startUs: number) {
  const rows: SeriesRow[] = [];
  const ended = new AbortController();
  const loop = (async () => {
    while (!ended.signal.aborted) {
      const depths = await lab.operator.backlog().catch(() => null); // a killed broker tells nothing
      const second = Math.round((nowUs() - startUs) / 1e5) / 10;
      for (const { consumer, waiting, unacknowledged } of depths ?? []) {
        const process = consumer.slice(lab.running.namespace.length);
        rows.push({ trial, second, metric: 'broker-backlog', process, value: waiting + unacknowledged });
      }
      await setTimeout(BACKLOG_EVERY_MS, null, { signal: ended.signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      ended.abort();
      await loop;
      return rows;
    },
  };
}
