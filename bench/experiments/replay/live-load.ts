import { setTimeout } from 'node:timers/promises';
import type { Product } from '../../../common/contracts/products.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Session } from '../../lab/session.ts';
import { Latencies } from '../../measure/latencies.ts';
import { percentilesOf } from '../../measure/percentiles.ts';
import type { Operation } from '../../record/history.ts';
import { nowUs } from '../../record/recorder.ts';
import type { ReplayEvidence } from '../../record/run-file.ts';
import { type Journey, journeysOf } from '../trial/journey.ts';
import { startOrderLoad } from '../trial/order-load.ts';

/** Long enough for several times the samples a median needs, and for orders to have settled. */
const BEFORE_MS = 5000;
const LONGEST_S = 600;

export interface LiveLoad {
  session: Session;
  lab: Lab;
  catalogue: Product[];
  trial: string;
  prefix: string;
  seed: number;
  ratePerSecond: number;
}

/** Does `work` while live orders keep arriving, and tells how their acceptance fared before it and during it. */
export async function duringLiveOrders<Result>(
  { session, lab, catalogue, trial, prefix, seed, ratePerSecond }: LiveLoad,
  work: () => Promise<Result>,
): Promise<{ result: Result; live: ReplayEvidence['live']; operations: Operation[] }> {
  if (ratePerSecond === 0) return { result: await work(), live: null, operations: [] };
  const phases = [{ name: 'measured', ratePerSecond, seconds: LONGEST_S, measured: true }];
  const load = startOrderLoad(session, lab, { trial, prefix, phases, seed, catalogue });
  const start = nowUs();
  await setTimeout(BEFORE_MS);
  const began = nowUs();
  const result = await work();
  const end = nowUs();
  load.run.stop();
  await load.run.done;
  const operations = load.operations();
  const journeys = journeysOf(operations, null);
  return { result, live: { ratePerSecond, ...fareOf(journeys, start, began, end) }, operations };
}

type Fare = Omit<NonNullable<ReplayEvidence['live']>, 'ratePerSecond'>;

/**
 * How orders due before a moment fared, and those due from then on. Who was given up on waited at least so long, and so did who was
 * still waiting at the end, when we cut them off; who was told no, or lost the connection, has no such time and is counted.
 */
export function fareOf(journeys: readonly Journey[], start: number, began: number, end: number): Fare {
  const between = (from: number, to: number) => journeys.filter(({ intended }) => intended >= from && intended < to);
  const waits = (some: readonly Journey[]) => {
    const latencies = new Latencies();
    for (const { outcome, intended, answered } of some) {
      if (outcome === 'unfinished') latencies.record(end - intended);
      else if (answered !== null && (outcome === 'accepted' || outcome === 'timedOut'))
        latencies.record(answered - intended);
    }
    return percentilesOf(latencies);
  };
  const during = between(began, end);
  return {
    before: waits(between(start, began)),
    during: waits(during),
    notAccepted: during.filter(({ outcome }) => outcome !== 'accepted' && outcome !== 'unfinished').length,
  };
}
