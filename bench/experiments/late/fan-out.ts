import type { Notification } from '../../../common/contracts/notifications.ts';
import type { Order } from '../../../common/contracts/orders.ts';
import type { Mode } from '../../../common/mode.ts';
import { select } from '../../../common/store/inspector.ts';
import type { Broker } from '../../brokers/broker.ts';
import { none } from '../../faults/none.ts';
import { readProducts } from '../../lab/final-reads.ts';
import type { Lab } from '../../lab/lab.ts';
import { allOrNone, type LateListener, salesOf, startLateListener } from '../../lab/late-listener.ts';
import { ownBrokerSettings } from '../../lab/own-broker-settings.ts';
import { getAll } from '../../lab/service-client.ts';
import type { Session } from '../../lab/session.ts';
import { until } from '../../lab/until.ts';
import type { GeneratorDoubt } from '../../measure/generator-doubts.ts';
import { ProcessSampler } from '../../measure/process-sampler.ts';
import { sum } from '../../measure/sums.ts';
import { nowUs } from '../../record/recorder.ts';
import { generatorSays } from '../figures/generator-says.ts';
import { completedWithin, windowFigures } from '../figures/trial-figures.ts';
import { cpuShareIn } from '../figures/work-figures.ts';
import { type Climbed, drive, type Stage } from '../trial/capacity-load.ts';
import { type Journey, journeysOf } from '../trial/journey.ts';
import { plainOptions, trialSettings, withTrialLab } from '../trial/trial-lab.ts';
import { confirmedIn } from './catch-up.ts';
import { type FanOutLoad, fanOutLoads, MEASURED } from './fan-out-loads.ts';

const CAUGHT_UP_MS = 60_000;

export interface FanOutAsk {
  mode: Mode;
  block: number;
  /** How many listeners, besides those that the mode was planned with: each number is measured once, in an order that is another in each block. */
  counts: readonly number[];
  ratePerSecond: number;
  seconds: number;
  number: number;
}

export interface FanOut {
  mode: string;
  block: number;
  listeners: number;
  /** Milliseconds of CPU per completed order: of services and broker; of all listeners together. */
  serversMs: number;
  listenersMs: number;
  completionP50Ms: number;
  /** In what the load generator was not in order: its figures are not used (measurement.md, rule 11). */
  doubts: GeneratorDoubt[];
}

/** Listeners that did not come to know what was before them, so that nothing was measured beside them. */
export interface Behind {
  mode: string;
  block: number;
  listeners: number;
  names: string[];
  waitedMs: number;
}

interface FanOuts {
  samples: FanOut[];
  behind: Behind[];
}

/** What an order costs those who serve it beside so many listeners, one lab for all numbers of a block. */
export function measureFanOut(session: Session, ask: FanOutAsk): Promise<FanOuts> {
  const { mode, block, counts, ratePerSecond, seconds, number } = ask;
  const id = `${mode.name}-fan-out-${block}`;
  const plan = { mode, id, number, fault: none, seed: block, without: [], sameRoles: true };
  return withTrialLab(session, plan, plainOptions, async (lab, broker) => {
    const catalogue = await readProducts(lab);
    const stage = { lab, broker, catalogue, startUs: nowUs(), series: [], sloMs: null };
    const samples: FanOut[] = [];
    const behind: Behind[] = [];
    for (const load of fanOutLoads(counts, block, { ratePerSecond, seconds })) {
      const { name, listeners, phases } = load;
      const loadPlan = { ...plan, id: `${id}-${name}` };
      if (listeners === null) {
        await drive(session, loadPlan, stage, name, phases);
        continue;
      }
      const own = { mode: mode.name, block, listeners };
      const all = await startSellers(session, lab, broker, `-${block}-${listeners}`, listeners);
      try {
        const names = await behindIn(lab, all);
        if (names.length > 0) behind.push({ ...own, names, waitedMs: CAUGHT_UP_MS });
        else samples.push({ ...own, ...(await measureBeside(session, loadPlan, stage, load, all)) });
      } finally {
        await Promise.all(all.map((one) => one.dismiss()));
      }
    }
    return { samples, behind };
  });
}

async function measureBeside(
  session: Session,
  plan: Parameters<typeof drive>[1],
  stage: Stage,
  { name, phases }: FanOutLoad,
  all: readonly LateListener[],
): Promise<Omit<FanOut, 'mode' | 'block' | 'listeners'>> {
  const { dataFolder } = stage.lab.running;
  const [last] = await select<{ seq: number | null }>(
    dataFolder,
    'notifications',
    'SELECT MAX(seq) AS seq FROM notifications',
  );
  const pids = Object.fromEntries(all.map((one) => [one.name, () => one.process.pid]));
  const samplers: ProcessSampler[] = []; // one counts from the moment it is made
  const onPhase = (phase: string | null) => {
    if (phase === MEASURED) samplers.push(new ProcessSampler(plan.id, pids).start());
    if (phase === null) for (const sampler of samplers) sampler.stop();
  };
  const climbed = await drive(session, plan, { ...stage, onPhase }, name, phases);
  const notifications = await select<Notification>(
    dataFolder,
    'notifications',
    `SELECT order_id AS "orderId", kind, recorded_monotonic_ns AS "recordedMonotonicNs" FROM notifications WHERE seq > ?`,
    last?.seq ?? 0,
  );
  const cpuSeconds = sum(
    samplers.flatMap((sampler) => sampler.use()),
    (use) => use.cpuSeconds,
  );
  return figuresOf(climbed, journeysOf(climbed.operations, { notifications }), cpuSeconds);
}

/** Of the measured phase, by the orders that were completed in it: servers and listeners alike. `cpuSeconds`: of all listeners. */
export function figuresOf(
  { result, uses }: Pick<Climbed, 'result' | 'uses'>,
  journeys: readonly Journey[],
  cpuSeconds: number,
): Omit<FanOut, 'mode' | 'block' | 'listeners'> {
  const phase = result.phases.find((each) => each.name === MEASURED);
  if (phase === undefined) throw new Error('Nothing was measured.');
  const [from, to] = [phase.startNs / 1000, phase.endNs / 1000];
  const { latency, latencies, ordersPerCoreSecond } = windowFigures(
    { experiment: 'latency' },
    { ...phase, connectionLimit: result.connectionLimit },
    journeys,
    { use: uses.get(MEASURED) ?? [], from, to, endUs: nowUs() },
  );
  const p50 = latency.completion?.p50 ?? null;
  if (p50 === null || !ordersPerCoreSecond) throw new Error('Too few orders were finished for a figure.');
  return {
    serversMs: 1000 / ordersPerCoreSecond,
    listenersMs: (1000 * cpuSeconds) / completedWithin(journeys, from, to),
    completionP50Ms: p50 / 1000,
    doubts: generatorSays(phase, cpuShareIn(result, MEASURED), latencies).doubts,
  };
}

function startSellers(
  session: Session,
  lab: Lab,
  broker: Broker | null,
  which: string,
  count: number,
): Promise<LateListener[]> {
  const settings = { ...trialSettings(plainOptions), ...ownBrokerSettings(lab.mode, broker) };
  const starting = { guard: session.guard, say: session.say, settings };
  return allOrNone(
    Array.from({ length: count }, (_, n) =>
      startLateListener(lab, 'seller', { ...starting, which: `${which}-${n + 1}` }),
    ),
  );
}

/** Which sellers do not come to know what they can know of the past. */
async function behindIn(lab: Lab, all: readonly LateListener[]): Promise<string[]> {
  if (!lab.mode.late.hearsOfThePast) return [];
  const confirmed = confirmedIn(await getAll<Order>(`${lab.urls['orders']}/orders`, 'orders', 'cursor'));
  const waits = all.map((seller) => {
    const known = async () => (await salesOf(seller)).orders >= confirmed;
    return until(`${seller.name} knows what was before it`, known, CAUGHT_UP_MS).then(
      () => [],
      () => [seller.name],
    );
  });
  return (await Promise.all(waits)).flat();
}
