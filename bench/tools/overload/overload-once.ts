import { setTimeout } from 'node:timers/promises';
import type { Order } from '../../../common/contracts/orders.ts';
import type { Mode } from '../../../common/mode.ts';
import { brokerPids } from '../../brokers/broker-processes.ts';
import { judge } from '../../checkers/judge.ts';
import type { TrialOptions } from '../../experiments/plan/trial-plan.ts';
import { journeysOf } from '../../experiments/trial/journey.ts';
import { startOrderLoad } from '../../experiments/trial/order-load.ts';
import { stockScarcely } from '../../experiments/trial/scarce-stock.ts';
import { withTrialLab } from '../../experiments/trial/trial-lab.ts';
import { none } from '../../faults/none.ts';
import { finalReads } from '../../lab/final-reads.ts';
import type { Lab } from '../../lab/lab.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import { getJson } from '../../lab/service-client.ts';
import type { Session } from '../../lab/session.ts';
import { ProcessSampler } from '../../measure/process-sampler.ts';
import { Recorder } from '../../record/recorder.ts';
import { brokerMiB, type Overloaded, serviceMiB } from './judge-overload.ts';
import { overloadFigures } from './overload-figures.ts';
import { saturatedRate } from './saturated-rate.ts';

const BEFORE_S = 12;
const AFTER_S = 15;
/** Of the capacity, before and after. */
const USUAL_SHARE = 0.3;
const QUIESCENCE_MS = 180_000;

export interface Overload {
  seed: number;
  /** So many times the capacity, for so many seconds. */
  times: number;
  seconds: number;
}

/** Finds what a mode completes at most, offers it several times that, and sees what becomes of it. */
export function overloadOnce(
  session: Session,
  mode: Mode,
  number: number,
  { seed, times, seconds }: Overload,
  options: TrialOptions,
): Promise<Overloaded & { capacityPerSecond: number }> {
  const id = `${mode.name}-overload`;
  const plan = { mode, id, number, fault: none, seed, without: [], sameRoles: true };
  return withTrialLab(session, plan, options, async (lab, broker) => {
    const catalogue = await stockScarcely(lab);
    const probed = await saturatedRate(session, lab, { prefix: id, seed, catalogue });
    const capacity = probed.ratePerSecond;
    session.say(
      `${mode.name}: ${capacity} orders/s are its capacity; ${capacity * times} are offered for ${seconds} s`,
    );

    const phase = (name: string, share: number, lasts: number) => ({
      name,
      ratePerSecond: Math.max(10, capacity * share),
      seconds: lasts,
      measured: true,
    });
    const phases = [
      phase('before', USUAL_SHARE, BEFORE_S),
      phase('overload', times, seconds),
      phase('after', USUAL_SHARE, AFTER_S),
    ];
    const pids: Record<string, () => number | null> = Object.fromEntries(
      lab.mode.services.map(({ role }) => [role, () => lab.service(role).pid]),
    );
    if (broker?.owned) Object.assign(pids, brokerPids(broker));
    const sampler = new ProcessSampler(id, pids).start();
    const load = startOrderLoad(session, lab, {
      trial: id,
      prefix: id,
      phases,
      seed,
      catalogue,
    });
    const result = await load.run.done;
    await untilNewestStands(lab, QUIESCENCE_MS);
    const stillMoving = await untilQuiescent(lab, QUIESCENCE_MS);
    sampler.stop();
    const final = await finalReads(lab, catalogue, stillMoving);

    const history = new Recorder(id).mergedWith([...probed.operations, ...load.operations()]);
    const own = journeysOf(load.operations(), final);
    const [before, during, after] = result.phases.map(({ startNs, endNs }) => ({
      from: startNs / 1e3,
      to: endNs / 1e3,
    }));
    if (!before || !during || !after || result.stoppedEarly) throw new Error('The load was stopped early.');
    return {
      capacityPerSecond: capacity,
      figures: overloadFigures(own, history, { from: during.from, to: during.to, end: after.to }),
      memory: sampler.use().map(({ process, rssPeakMiB: peakMiB }) => ({
        process,
        peakMiB,
        boundMiB: process === broker?.kind ? brokerMiB(broker.kind) : serviceMiB,
      })),
      checks: judge({ mode, fault: none.name, history, final }),
      generator: { lateP99Ms: Math.round(result.sendDelayP99Us / 1000), denied: result.connections.denied },
    };
  });
}

const STANDS_MS = 2000;

/**
 * Waits until no new order appears. Requests that nobody has accepted yet move without being an order of any status; read
 * now, one of them would be seen by some services and not by others.
 */
async function untilNewestStands(lab: Lab, deadlineMs: number): Promise<void> {
  const newest = async () =>
    (await getJson<{ orders: Order[] }>(`${lab.urls['orders']}/orders?limit=1`)).orders[0]?.orderId;
  const deadline = Date.now() + deadlineMs;
  for (let last = await newest(); Date.now() < deadline; ) {
    await setTimeout(STANDS_MS);
    const now = await newest();
    if (now === last) return;
    last = now;
  }
}
