import { setTimeout } from 'node:timers/promises';
import type { Mode } from '../../../common/mode.ts';
import type { Broker } from '../../brokers/broker.ts';
import { type Judgement, judge } from '../../checkers/judge.ts';
import type { TrialOptions } from '../../experiments/plan/trial-plan.ts';
import { startOrderLoad } from '../../experiments/trial/order-load.ts';
import { stockScarcely } from '../../experiments/trial/scarce-stock.ts';
import { withTrialLab } from '../../experiments/trial/trial-lab.ts';
import { aroundPayment } from '../../faults/all.ts';
import { combined } from '../../faults/combined.ts';
import { none } from '../../faults/none.ts';
import { finalReads } from '../../lab/final-reads.ts';
import { instanceName } from '../../lab/instances.ts';
import type { Lab } from '../../lab/lab.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import type { Session } from '../../lab/session.ts';
import { seededRandom } from '../../measure/random.ts';
import { Recorder } from '../../record/recorder.ts';
import { cancelOrders } from './cancel-orders.ts';
import { sufferAtRandom, type Times } from './suffer-at-random.ts';

const QUIESCENCE_MS = 60_000;
const FAULT = 'torment';

export interface Torment {
  seed: number;
  seconds: number;
  ratePerSecond: number;
  /** So many of the orders are cancelled, of 1. */
  cancel: number;
}

export interface Tormented {
  /** How often each service and the broker were killed. */
  deaths: Record<string, number>;
  /** How often each fault around it was injected, and how often something proved it. */
  suffered: Record<string, Times>;
  sent: number;
  accepted: number;
  judgement: Judgement;
}

/** Orders under load while every process that serves them is killed at random; then all checks. Same seed, same moments. */
export function tormentOnce(
  session: Session,
  mode: Mode,
  number: number,
  { seed, seconds, ratePerSecond, cancel }: Torment,
  options: TrialOptions,
): Promise<Tormented> {
  const id = `${mode.name}-torment-${seed}`;
  const around = options.paying ? aroundPayment : [];
  const fault = around.length > 0 ? combined(around) : none; // so that a proxy stands where they need it
  const plan = { mode, id, number, fault, seed, without: [] };
  return withTrialLab(session, plan, options, async (lab, broker, proxy) => {
    const catalogue = await stockScarcely(lab);
    const recorder = new Recorder(id);
    const phases = [{ name: 'torment', ratePerSecond, seconds, measured: true }];
    const load = startOrderLoad(session, lab, { trial: id, prefix: id, phases, seed, catalogue });

    await load.flowing;
    recorder.note('fault', 'invoke', FAULT, { phase: 'inject' });
    recorder.note('fault', 'ok', FAULT, { phase: 'inject' });
    const cancelling = cancelOrders(lab, recorder, seed, cancel);
    const until = performance.now() + (seconds - 1) * 1000;
    const goOn = () => performance.now() < until;
    const context = { lab, broker, proxy, recorder, guard: session.guard };
    const suffering = sufferAtRandom(around, context, seed, goOn);
    const deaths = await killAtRandom(lab, broker, seed, goOn);
    const suffered = await suffering;
    await cancelling.stop();
    const result = await load.run.done;
    await lab.ready();

    const stillMoving = await untilQuiescent(lab, QUIESCENCE_MS);
    const seen = lab.instances.flatMap(({ service }) =>
      service.ends.filter((end) => !end.asked && end.signal === 'SIGKILL'),
    );
    const evidence = seen.length > 0 ? `${seen.length} lives of services ended by SIGKILL` : null;
    recorder.note('fault', 'ok', FAULT, { phase: 'witness', happened: evidence !== null, evidence });
    const final = await finalReads(lab, catalogue, stillMoving);
    const history = recorder.mergedWith(load.operations());
    const { sent, accepted } = result.counts;
    return { deaths, suffered, sent, accepted, judgement: judge({ mode, fault: FAULT, history, final }) };
  });
}

const LEAST_WAIT_MS = 1500;
const MORE_WAIT_MS = 3500;
/** How long a broker stays dead at most; services come back on their own, within a second. */
const BROKER_AWAY_MS = 1500;

/** Kills every service and the broker at moments of the seed until `goOn` says no more. Returns how often each died of it. */
async function killAtRandom(
  lab: Lab,
  broker: Broker | null,
  seed: number,
  goOn: () => boolean,
): Promise<Record<string, number>> {
  const deaths: Record<string, number> = {};
  const now = async (victim: string, kill: () => Promise<boolean> | boolean) => {
    const random = seededRandom(seed, `kill ${victim}`);
    deaths[victim] = 0;
    for (;;) {
      await setTimeout(LEAST_WAIT_MS + MORE_WAIT_MS * random());
      if (!goOn()) return;
      if (await kill()) deaths[victim]++;
    }
  };
  const services = lab.instances.map((instance) =>
    now(instanceName(instance), () => {
      const { pid } = instance.service;
      return pid !== null && process.kill(pid, 'SIGKILL'); // null: it is being started again
    }),
  );
  const random = seededRandom(seed, 'broker away');
  const brokers = broker?.owned
    ? [
        now('broker', async () => {
          await broker.kill();
          await setTimeout(BROKER_AWAY_MS * random());
          await broker.restart();
          return true;
        }),
      ]
    : [];
  await Promise.all([...services, ...brokers]);
  return deaths;
}
