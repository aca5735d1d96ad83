import type { Notification } from '../../../common/contracts/notifications.ts';
import type { Order } from '../../../common/contracts/orders.ts';
import type { Mode } from '../../../common/mode.ts';
import { select } from '../../../common/store/inspector.ts';
import type { Broker } from '../../brokers/broker.ts';
import { none } from '../../faults/none.ts';
import { readProducts } from '../../lab/final-reads.ts';
import type { Lab } from '../../lab/lab.ts';
import { type LateListener, salesOf, startLateListener } from '../../lab/late-listener.ts';
import { ownBrokerSettings } from '../../lab/own-broker-settings.ts';
import { getAll } from '../../lab/service-client.ts';
import type { Session } from '../../lab/session.ts';
import { until } from '../../lab/until.ts';
import { ProcessSampler } from '../../measure/process-sampler.ts';
import { sum } from '../../measure/sums.ts';
import { nowUs } from '../../record/recorder.ts';
import { windowFigures } from '../figures/trial-figures.ts';
import { drive } from '../trial/capacity-load.ts';
import { journeysOf } from '../trial/journey.ts';
import { trialSettings, withTrialLab } from '../trial/trial-lab.ts';
import { confirmedIn, lateOptions } from './catch-up.ts';
import { fanOutLoads, MEASURED } from './fan-out-loads.ts';

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
}

/** What an order costs those who serve it beside so many listeners, one lab for all numbers of a block. */
export function measureFanOut(session: Session, ask: FanOutAsk): Promise<FanOut[]> {
  const { mode, block, counts, ratePerSecond, seconds, number } = ask;
  const id = `${mode.name}-fan-out-${block}`;
  const plan = { mode, id, number, fault: none, seed: block, without: [], sameRoles: true };
  return withTrialLab(session, plan, lateOptions, async (lab, broker) => {
    const catalogue = await readProducts(lab);
    const stage = { lab, broker, catalogue, startUs: nowUs(), series: [], sloMs: null };
    const found: FanOut[] = [];
    for (const { name, listeners, phases } of fanOutLoads(counts, block, { ratePerSecond, seconds })) {
      const load = { ...plan, id: `${id}-${name}` };
      if (listeners === null) {
        await drive(session, load, stage, name, phases);
        continue;
      }
      const all = await startAll(session, lab, broker, `-${block}-${listeners}`, listeners);
      try {
        const [last] = await select<{ seq: number | null }>(
          lab.running.dataFolder,
          'notifications',
          'SELECT MAX(seq) AS seq FROM notifications',
        );
        const pids = Object.fromEntries(all.map((one) => [one.name, () => one.process.pid]));
        const samplers: ProcessSampler[] = []; // one counts from the moment it is made
        const onPhase = (phase: string | null) => {
          if (phase === MEASURED) samplers.push(new ProcessSampler(id, pids).start());
          if (phase === null) for (const sampler of samplers) sampler.stop();
        };
        const { result, operations, uses } = await drive(session, load, { ...stage, onPhase }, name, phases);
        const notifications = await select<Notification>(
          lab.running.dataFolder,
          'notifications',
          `SELECT order_id AS "orderId", kind, recorded_monotonic_ns AS "recordedMonotonicNs" FROM notifications WHERE seq > ?`,
          last?.seq ?? 0,
        );
        const phase = result.phases.find((each) => each.name === MEASURED);
        if (phase === undefined) throw new Error('Nothing was measured.');
        const [from, to] = [phase.startNs / 1000, phase.endNs / 1000];
        const { latency, ordersPerCoreSecond } = windowFigures(
          { experiment: 'latency' },
          { ...phase, connectionLimit: result.connectionLimit },
          journeysOf(operations, { notifications }),
          { use: uses.get(MEASURED) ?? [], from, to, endUs: nowUs() },
        );
        const p50 = latency.completion?.p50 ?? null;
        if (p50 === null || !ordersPerCoreSecond) throw new Error('Too few orders were finished for a figure.');
        const orders = ratePerSecond * seconds;
        const cpuSeconds = sum(
          samplers.flatMap((sampler) => sampler.use()),
          (use) => use.cpuSeconds,
        );
        found.push({
          mode: mode.name,
          block,
          listeners,
          serversMs: 1000 / ordersPerCoreSecond,
          listenersMs: (1000 * cpuSeconds) / orders,
          completionP50Ms: p50 / 1000,
        });
      } finally {
        await Promise.all(all.map((one) => one.dismiss()));
      }
    }
    return found;
  });
}

/** Sellers, all of which know what they can know of the past. */
async function startAll(
  session: Session,
  lab: Lab,
  broker: Broker | null,
  which: string,
  count: number,
): Promise<LateListener[]> {
  const settings = { ...trialSettings(lateOptions), ...ownBrokerSettings(lab.mode, broker) };
  const starting = { guard: session.guard, say: session.say, settings };
  const all = await Promise.all(
    Array.from({ length: count }, (_, n) =>
      startLateListener(lab, 'seller', { ...starting, which: `${which}-${n + 1}` }),
    ),
  );
  if (lab.mode.late.hearsOfThePast) {
    const confirmed = confirmedIn(await getAll<Order>(`${lab.urls['orders']}/orders`, 'orders', 'cursor'));
    for (const seller of all) {
      const known = async () => (await salesOf(seller)).orders >= confirmed;
      await until(`${seller.name} knows what was before it`, known, CAUGHT_UP_MS);
    }
  }
  return all;
}
