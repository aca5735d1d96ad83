import { judge } from '../../checkers/judge.ts';
import type { FaultContext } from '../../faults/fault.ts';
import { finalReads } from '../../lab/final-reads.ts';
import type { Lab } from '../../lab/lab.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import { getJson } from '../../lab/service-client.ts';
import type { Session } from '../../lab/session.ts';
import { generatorHealth } from '../../load/generator-health.ts';
import type { LoadResult, SecondRow } from '../../load/load-result.ts';
import { type GeneratorDoubt, generatorDoubts } from '../../measure/generator-doubts.ts';
import { percentilesOf } from '../../measure/percentiles.ts';
import { ProcessSampler } from '../../measure/process-sampler.ts';
import type { FinalReads } from '../../record/history.ts';
import { nowUs, Recorder } from '../../record/recorder.ts';
import type { Trial } from '../../record/run-file.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import type { TrialUse, WhyUnusable } from '../../record/trial-use.ts';
import { lostOf } from '../../record/trial-use.ts';
import { backlogSlope } from '../figures/backlog-slope.ts';
import {
  goodput,
  latenciesOf,
  measuredWindow,
  perCoreSecond,
  shortWindow,
  timelineFor,
} from '../figures/trial-figures.ts';
import type { TrialOptions, TrialPlan } from '../plan/trial-plan.ts';
import { storyOf, tellsStory } from '../story/story.ts';
import { secondsOf } from '../watch/backlog.ts';
import { watchBroker } from '../watch/broker-watch.ts';
import { watchDuplicates } from '../watch/duplicate-watch.ts';
import { suffer } from './inject-and-heal.ts';
import { delayInventory } from './inventory-delay.ts';
import { countOrders, countRequests, type Journey, journeysOf } from './journey.ts';
import { type OrderLoad, startOrderLoad } from './order-load.ts';
import { phasesOf } from './phases.ts';
import { scarceSku, stockScarcely } from './scarce-stock.ts';
import { withTrialLab } from './trial-lab.ts';

const QUIESCENCE_MS = 60_000;
/** How long a delay stays after the load: what is not done by then is waited for without it. */
const DELAYED_MS = 30_000;
const LONGEST_PREFIX = 48;
/** How often the scarce product is ordered, other products being 1. */
const SCARCE_WEIGHT = 0.3;

/** A trial with what its figures were made of. */
export interface Measured {
  record: TrialRecord;
  journeys: readonly Journey[];
  result: LoadResult;
  final: FinalReads;
}

export interface MeasureHooks {
  /** Once per second of the load; may stop it. */
  onSecond?: (row: SecondRow, load: OrderLoad, lab: Lab) => void;
}

/** Places the orders of a plan on a fresh lab, lets its fault happen, waits for rest, and judges. */
export const measureTrial = (
  session: Session,
  plan: TrialPlan,
  options: TrialOptions,
  hooks: MeasureHooks = {},
): Promise<Measured> =>
  withTrialLab(session, plan, options, (lab, broker, proxy) => measure(session, plan, { lab, broker, proxy }, hooks));

type Stage = Pick<FaultContext, 'lab' | 'broker' | 'proxy'>;

async function measure(session: Session, plan: TrialPlan, stage: Stage, { onSecond }: MeasureHooks): Promise<Measured> {
  const { lab, broker } = stage;
  const { id, mode, load } = plan;
  const catalogue = await stockScarcely(lab);
  const recorder = new Recorder(id);
  const delayMs = plan.latency?.delayMs;
  const delay = stage.proxy && delayMs !== undefined ? await delayInventory(lab, stage.proxy, delayMs) : null;
  const orderLoad = startOrderLoad(
    session,
    lab,
    {
      trial: id,
      prefix: prefixOf(plan),
      phases: phasesOf(plan),
      seed: plan.seed,
      catalogue,
      ...plan.latency,
      onSecond: (row) => onSecond?.(row, orderLoad, lab),
    },
    { [scarceSku]: SCARCE_WEIGHT, ...plan.fault.load?.weights },
  );
  const { run, flowing, operations: attempts } = orderLoad;

  // A container's processes are the engine's: maybe of another kernel than ours.
  const ours = lab.containers ? [] : mode.services;
  const pids: Record<string, () => number | null> = Object.fromEntries(
    ours.map(({ role }) => [role, () => lab.service(role).pid]),
  );
  if (broker?.owned && !lab.containers) pids[broker.kind] = () => broker.pid();
  if (stage.proxy) pids['proxy'] = () => stage.proxy?.pid ?? null;
  pids['generator'] = () => run.pid;
  pids['bench'] = () => process.pid;
  const overTime = new ProcessSampler(id, pids).start();
  const startUs = nowUs();
  const watched = plan.faultAt ? watchBroker(lab, id, startUs) : null;
  const repeated = plan.faultAt ? watchDuplicates(lab) : null;
  const window = measuredWindow(lab, id, startUs, pids, orderLoad);
  const context = { ...stage, recorder, guard: session.guard, flowing };
  const faulting = plan.faultAt ? suffer(plan, context, overTime) : null;
  const result = await run.done;
  overTime.stop();
  const used = await window;
  const fault = (await faulting) ?? (await suffer(plan, context, overTime));

  let stillMoving = await untilQuiescent(lab, delay ? DELAYED_MS : QUIESCENCE_MS, plan.stillMs);
  const injectedDelay = (await delay?.end()) ?? null;
  if (delay && stillMoving.length > 0) stillMoving = await untilQuiescent(lab, QUIESCENCE_MS, plan.stillMs);
  const final = await finalReads(lab, catalogue, stillMoving);
  const brokerBacklog = (await watched?.stop()) ?? [];
  const duplicatesIgnored = (await repeated?.stop()) ?? 0;

  const operations = recorder.mergedWith(attempts());
  const journeys = journeysOf(operations, final);
  const { verdicts } = judge({ mode, fault: plan.fault.name, history: operations, final });
  const endUs = Math.max(nowUs(), startUs);
  const lastUs = Math.min(endUs, lastEvent(journeys, startUs) + 1e6);
  const measured = result.phases.filter((phase) => phase.measured);
  const from = (measured[0]?.startNs ?? result.startNs) / 1000;
  const to = (measured.at(-1)?.endNs ?? result.startNs) / 1000;
  const counted = journeys.filter(({ intended }) => intended >= from && intended < to);
  const latencies = latenciesOf(result, counted, endUs);
  // Its lateness counts only where a latency is what the trial is about: a fault's course is told in seconds.
  const reportedP50Us = plan.experiment === 'latency' ? percentilesOf(latencies.acceptance).p50 : null;
  const doubts = generatorDoubts(generatorHealth(result, result.cpuShare, reportedP50Us));
  const short = plan.experiment === 'latency' ? shortWindow(latencies, (to - from) / 1e6) : null;

  const trial: Trial = {
    id,
    experiment: plan.experiment,
    kind: plan.kind,
    mode: mode.name,
    fault: plan.fault.name,
    block: plan.block,
    seed: plan.seed,
    variation: plan.variation,
    without: plan.without,
    expects: plan.expects,
    load: plan.load,
    notSteady: run.notSteady.length > 0,
    use: useOf(plan, lostOf({ verdicts }), doubts, short),
    requests: countRequests(counted),
    orders: countOrders(final.orders),
    latency: {
      acceptance: percentilesOf(latencies.acceptance),
      completion: percentilesOf(latencies.completion),
      service: percentilesOf(latencies.service),
      connection: percentilesOf(latencies.connection),
      'send-delay': percentilesOf(latencies['send-delay']),
    },
    generator: { connections: result.connections, connectionLimit: result.connectionLimit, times: result.times },
    resources: used.use,
    ordersPerCoreSecond: perCoreSecond(journeys, used.use, from, to),
    goodputPerSecond: plan.experiment === 'latency' ? goodput(journeys, from, to) : null,
    backlogSlope: plan.experiment === 'latency' ? backlogSlope(journeys, from, to) : null,
    injectedDelay,
    capacity: null,
    story: tellsStory(plan) ? await storyOf(lab.running.dataFolder, counted) : null,
    timeline: plan.faultAt ? { ...timelineFor(fault, journeys, from, startUs, lastUs, load), duplicatesIgnored } : null,
    replays: [],
    drain: null,
    verdicts,
  };
  const record: TrialRecord = {
    trial,
    operations,
    final,
    latencies: plan.beside ? null : latencies,
    window: { startMs: wallOf(result, from), endMs: wallOf(result, to) },
    series: plan.beside
      ? []
      : [...secondsOf(id, journeys, startUs, lastUs), ...brokerBacklog, ...overTime.rows(), ...used.rows],
    analytics: lab.urls['analytics'] ? await getJson(`${lab.urls['analytics']}/metrics.json`) : null,
  };
  return { record, journeys, result, final };
}

function useOf(
  { beside, alone }: TrialPlan,
  lost: number,
  doubts: GeneratorDoubt[],
  short: WhyUnusable | null,
): TrialUse {
  if (lost > 0) return { usable: false, why: { kind: 'lost', orders: lost } };
  if (beside) return { usable: false, why: { kind: 'planned', as: alone ? 'short' : 'beside' } };
  if (doubts.length > 0) return { usable: false, why: { kind: 'generator', doubts } };
  return short ? { usable: false, why: short } : { usable: true };
}

/** A key begins with it; long names of faults are cut. */
const prefixOf = ({ id, number }: TrialPlan) =>
  id.length <= LONGEST_PREFIX ? id : `t${number}-${id}`.slice(0, LONGEST_PREFIX).replace(/-$/, '');

const wallOf = ({ startNs, startedAt }: LoadResult, us: number) => Date.parse(startedAt) + (us - startNs / 1000) / 1000;

const lastEvent = (journeys: readonly Journey[], start: number) =>
  journeys.reduce((last, { answered, completed }) => Math.max(last, answered ?? 0, completed ?? 0), start);
