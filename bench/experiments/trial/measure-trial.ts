import { setTimeout } from 'node:timers/promises';
import { judge } from '../../checkers/judge.ts';
import type { FaultContext } from '../../faults/fault.ts';
import { finalReads } from '../../lab/final-reads.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import { getJson } from '../../lab/service-client.ts';
import type { Session } from '../../lab/session.ts';
import type { LoadResult } from '../../load/load-result.ts';
import type { GeneratorDoubt } from '../../measure/generator-doubts.ts';
import { type PidOf, ProcessSampler } from '../../measure/process-sampler.ts';
import { nowUs, Recorder } from '../../record/recorder.ts';
import type { Trial } from '../../record/run-file.ts';
import { takesLatencies } from '../../record/takes-latencies.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import type { TrialUse, WhyUnusable } from '../../record/trial-use.ts';
import { lostOf } from '../../record/trial-use.ts';
import { generatorSays } from '../figures/generator-says.ts';
import { measuredWindow, processesOf, shortWindow, timelineFor, windowFigures } from '../figures/trial-figures.ts';
import { burstIn, pickedIn } from '../figures/work-figures.ts';
import type { TrialOptions, TrialPlan } from '../plan/trial-plan.ts';
import { unmeasured } from '../plan/work-ask.ts';
import { storyOf, tellsStory } from '../story/story.ts';
import { secondsOf } from '../watch/backlog.ts';
import { watchBroker } from '../watch/broker-watch.ts';
import { watchDuplicates } from '../watch/duplicate-watch.ts';
import { unjudged } from './failed-trial.ts';
import { suffer } from './inject-and-heal.ts';
import { delayInventory } from './inventory-delay.ts';
import { countOrders, type Journey, journeysOf } from './journey.ts';
import { startOrderLoad } from './order-load.ts';
import { phasesOf, UNTIL_HEALED } from './phases.ts';
import { scarceWeights, stockScarcely } from './scarce-stock.ts';
import { openDoor, type TrialDoor } from './trial-door.ts';
import { withTrialLab } from './trial-lab.ts';

const QUIESCENCE_MS = 60_000;
/** How long a delay stays after the load: what is not done by then is waited for without it. */
const DELAYED_MS = 30_000;
const LONGEST_PREFIX = 48;

/** Places the orders of a plan on a fresh lab, lets its fault happen, waits for rest, and judges. */
export const measureTrial = (session: Session, plan: TrialPlan, options: TrialOptions): Promise<TrialRecord> =>
  withTrialLab(session, { ...plan, sameRoles: true }, options, async (lab, broker, proxy) => {
    const door = plan.door ? await openDoor(session, lab, plan.door) : null;
    try {
      return await measure(session, plan, { lab, broker, proxy, door });
    } finally {
      await door?.stop();
    }
  });

type Stage = Pick<FaultContext, 'lab' | 'broker' | 'proxy'> & { door: TrialDoor | null };

async function measure(session: Session, plan: TrialPlan, stage: Stage): Promise<TrialRecord> {
  const { lab, broker, door } = stage;
  const { id } = plan;
  const { mode } = lab;
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
      door,
    },
    { ...scarceWeights, ...plan.fault.load?.weights },
  );
  const { run, flowing, operations: attempts } = orderLoad;

  const pids = processesOf(lab, broker, stage.proxy, run, door);
  const overTime = new ProcessSampler(id, pids).start();
  const startUs = nowUs();
  const watched = plan.faultAt ? watchBroker(lab, id, startUs) : null;
  const repeated = plan.faultAt ? watchDuplicates(lab) : null;
  // Both of these read the metrics of the services, and so do some faults.
  const window = measuredWindow(lab, id, startUs, pids, orderLoad, plan.faultAt !== null);
  const whenHealed = () => plan.untilHealed && run.leave(UNTIL_HEALED);
  const context = { ...stage, recorder, guard: session.guard, flowing, whenHealed };
  const faulting = plan.faultAt ? suffer(plan, context, overTime) : null;
  const result = await run.done;
  overTime.stop();
  const used = await window;
  const fault = (await faulting) ?? (await suffer(plan, context, overTime));

  let stillMoving = await untilQuiescent(lab, delay ? DELAYED_MS : QUIESCENCE_MS, plan.stillMs);
  const injectedDelay = (await delay?.end()) ?? null;
  if (delay && stillMoving.length > 0) stillMoving = await untilQuiescent(lab, QUIESCENCE_MS, plan.stillMs);
  const idle = plan.latency?.idleSeconds ? await idleUse(id, pids, plan.latency.idleSeconds) : null;
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
  const load = plan.untilHealed ? { ...plan.load, seconds: Math.round((to - from) / 1e5) / 10 } : plan.load;
  const counted = journeys.filter(({ intended }) => intended >= from && intended < to);
  const { latencies, ...figures } = windowFigures(plan, result, journeys, { use: used.use, from, to, endUs });
  // Its lateness counts only where a latency is what the trial is about: a fault's course is told in seconds.
  const measures = takesLatencies(plan.experiment);
  const { doubts, acceptanceVoid } = generatorSays(result, result.cpuShare, measures ? latencies : null);
  const short = measures ? shortWindow(latencies, (to - from) / 1e6) : null;

  const trial: Trial = {
    ...unjudged(plan),
    ...figures,
    load,
    notSteady: run.notSteady.length > 0,
    use: useOf(plan, lostOf({ verdicts }), doubts, short),
    ...(acceptanceVoid && { acceptanceVoid }),
    orders: countOrders(final.orders),
    injectedDelay,
    story: tellsStory(plan) ? await storyOf(lab.running.dataFolder, counted) : null,
    timeline: plan.faultAt
      ? { ...timelineFor(fault, journeys, from, startUs, lastUs, { mode, load }), duplicatesIgnored }
      : null,
    ...(idle && { idle }),
    ...(plan.door && { door: { ...plan.door, ...(door && { version: door.version }) } }),
    ...(plan.work && { work: { ...unmeasured(plan.work), warehouse: pickedIn(final), ...burstIn(result, journeys) } }),
    verdicts,
  };
  return {
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
}

/** What every process uses of the cores while nothing comes, once all is done. */
async function idleUse(
  trial: string,
  pids: Record<string, PidOf>,
  seconds: number,
): Promise<NonNullable<Trial['idle']>> {
  const sampler = new ProcessSampler(trial, pids).start();
  await setTimeout(seconds * 1000);
  sampler.stop();
  return { seconds, resources: sampler.use() };
}

/** Whether its figures may be used, for what is known of its orders, its generator and its window. */
export function useOf(
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

/** Wall clock of a moment of a load, milliseconds since the epoch. */
export const wallOf = ({ startNs, startedAt }: LoadResult, us: number) =>
  Date.parse(startedAt) + (us - startNs / 1000) / 1000;

const lastEvent = (journeys: readonly Journey[], start: number) =>
  journeys.reduce((last, { answered, completed }) => Math.max(last, answered ?? 0, completed ?? 0), start);
