import { setTimeout } from 'node:timers/promises';
import type { Product } from '../../../common/contracts/products.ts';
import type { Broker } from '../../brokers/broker.ts';
import { judge } from '../../checkers/judge.ts';
import { journeysOf } from '../../experiments/trial/journey.ts';
import { startOrderLoad } from '../../experiments/trial/order-load.ts';
import { finalReads } from '../../lab/final-reads.ts';
import type { Lab } from '../../lab/lab.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import type { Session } from '../../lab/session.ts';
import type { Operation } from '../../record/history.ts';
import { Recorder } from '../../record/recorder.ts';
import type { Soaked } from './judge-soak.ts';
import { killEvery, victimsOf } from './kill-every.ts';
import { latencySeries } from './latency-series.ts';
import type { oneAtATime } from './one-at-a-time.ts';
import { watchLab } from './watch.ts';

const QUIESCENCE_MS = 120_000;
const FAULT = 'soak';
const LOOK_MS = 5000;

export interface Soak {
  seed: number;
  minutes: number;
  /** One kill and one printed line in each; a minute. */
  periodMs: number;
}

export interface SoakOf extends Soaked {
  accepted: number;
  sent: number;
  /** What the stores of the services hold per stored order: they keep everything, by design. */
  storeBytesPerOrder: number;
}

/**
 * Orders at a steady rate on a lab that runs, with a killed service and a look at everything every minute. What became of
 * them is read and judged `inTurn` with the other modes.
 */
export async function soakOnce(
  session: Session,
  stage: { lab: Lab; broker: Broker | null; catalogue: Product[]; earlier: Operation[] },
  ratePerSecond: number,
  { seed, minutes, periodMs }: Soak,
  inTurn: ReturnType<typeof oneAtATime>,
): Promise<SoakOf> {
  const { lab, broker, catalogue, earlier } = stage;
  const { name } = lab.mode;
  const id = `${name}-soak`;
  const recorder = new Recorder(id);
  const phases = [{ name: 'soak', ratePerSecond, seconds: (minutes * periodMs) / 1000, measured: true }];
  const load = startOrderLoad(session, lab, { trial: id, prefix: id, phases, seed, catalogue });
  await load.flowing;
  recorder.note('fault', 'invoke', FAULT, { phase: 'inject' });
  recorder.note('fault', 'ok', FAULT, { phase: 'inject' });

  const over = new AbortController();
  const kills: Record<string, number> = {};
  const victims = victimsOf(
    lab.mode.services.map(({ role }) => role),
    minutes,
    seed,
  );
  const killing = killEvery(lab, periodMs, victims, kills, AbortSignal.any([session.signal, over.signal]));
  killing.catch(() => {}); // awaited below; it may fail long before
  const watch = watchLab(session, lab, broker);
  const start = performance.now();
  const until = (atMs: number) => setTimeout(Math.max(0, atMs - performance.now()), null, { signal: session.signal });
  try {
    for (let minute = 1; minute <= minutes; minute++) {
      const end = start + minute * periodMs - 1000;
      for (let next = end - periodMs + LOOK_MS; next < end; next += LOOK_MS) {
        await until(next);
        watch.look();
      }
      await until(end);
      session.say(`${name} ${minute}/${minutes} min: ${watch.take()}`);
    }
  } finally {
    over.abort();
  }
  await killing;
  const result = await load.run.done;
  await lab.ready();

  const stillMoving = await untilQuiescent(lab, QUIESCENCE_MS);
  const ends = lab.mode.services.flatMap(({ role }) => lab.service(role).ends);
  const seen = ends.filter(({ asked, signal }) => !asked && signal === 'SIGKILL').length;
  const evidence = seen > 0 ? `${seen} lives of services ended by SIGKILL` : null;
  recorder.note('fault', 'ok', FAULT, { phase: 'witness', happened: evidence !== null, evidence });
  return inTurn(async () => {
    const final = await finalReads(lab, catalogue, stillMoving);
    const history = recorder.mergedWith([...earlier, ...load.operations()]);
    const journeys = journeysOf(load.operations(), final);
    const { sent, accepted } = result.counts;
    const { denied } = result.connections;
    return {
      sent,
      accepted,
      denied,
      ordersPerMinute: Math.round((sent * 60_000) / (minutes * periodMs)),
      kills,
      lives: watch.lives,
      series: [...watch.series(), ...latencySeries(journeys, result.startNs / 1000, periodMs * 1000, minutes)],
      storeBytesPerOrder: Math.round((watch.last().storeBytes - watch.first.storeBytes) / Math.max(1, accepted)),
      checks: judge({ mode: lab.mode, fault: FAULT, history, final }),
    };
  });
}
