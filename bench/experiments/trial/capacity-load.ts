import type { Product } from '../../../common/contracts/products.ts';
import type { Broker } from '../../brokers/broker.ts';
import type { Lab } from '../../lab/lab.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import { getJson } from '../../lab/service-client.ts';
import type { Session } from '../../lab/session.ts';
import type { Phase } from '../../load/load-options.ts';
import type { LoadResult, SecondRow } from '../../load/load-result.ts';
import { MOST_CPU } from '../../measure/generator-doubts.ts';
import { ProcessSampler } from '../../measure/process-sampler.ts';
import type { Operation } from '../../record/history.ts';
import type { ProcessUse, SeriesRow } from '../../record/run-file.ts';
import { processesOf } from '../figures/trial-figures.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';
import { watchPhases } from '../watch/phase-watch.ts';
import { type OrderLoad, startOrderLoad } from './order-load.ts';
import { scarceWeights } from './scarce-stock.ts';

const QUIESCENCE_MS = 60_000;
const LARGEST_PAGE = 500;

/** One load of the search, with what it is judged by. */
export interface Climbed {
  result: LoadResult;
  operations: Operation[];
  /** What each process used in each measured phase, by its name. */
  uses: Map<string, ProcessUse[]>;
  notSteady: boolean;
  /** The step that was too much, so that the load was ended: what came after it says nothing. Null: it went on to its end. */
  tooMuch: string | null;
}

export interface Stage {
  lab: Lab;
  broker: Broker | null;
  catalogue: Product[];
  startUs: number;
  series: SeriesRow[];
  /** Milliseconds that the completion p99 must stay within: a load that is far from that is ended. Null: none is. */
  sloMs: number | null;
  /** A phase has begun; null: the last one is over. */
  onPhase?: (phase: string | null) => void;
}

/** One load on the lab, until it ends or is clearly too much; the lab then comes to rest. */
export async function drive(
  session: Session,
  { id, number, seed }: Pick<TrialPlan, 'id' | 'number' | 'seed'>,
  { lab, broker, catalogue, startUs, series, sloMs, onPhase }: Stage,
  name: string,
  phases: Phase[],
): Promise<Climbed> {
  const measured = phases.filter((phase) => phase.measured).map((phase) => phase.name);
  const processes = () => processesOf(lab, broker, null, load.run);
  const watch = watchPhases(lab, id, startUs, measured, processes);
  const steps = watchSteps(measured, () => load.run.stop());
  const load: OrderLoad = startOrderLoad(
    session,
    lab,
    {
      trial: id,
      prefix: `t${number}-${name}`,
      phases,
      seed,
      catalogue,
      ...(sloMs !== null && { onSecond: (row) => void steps.saw(() => isTooMuch(lab, sloMs, row)) }),
      onPhase(phase) {
        watch.phase(phase);
        steps.phase(phase);
        onPhase?.(phase);
      },
    },
    scarceWeights,
  );
  const overTime = new ProcessSampler(id, processes()).start();
  const result = await load.run.done;
  overTime.stop();
  watch.phase(null);
  const uses = await watch.uses();
  await untilQuiescent(lab, QUIESCENCE_MS);
  const shift = Math.round((result.startNs / 1000 - startUs) / 1e6);
  series.push(...overTime.rows().map((row) => ({ ...row, second: row.second + shift })));
  const notSteady = load.run.notSteady.length > 0;
  return { result, operations: load.operations(), uses, notSteady, tooMuch: steps.tooMuch() };
}

/** Ends a load in which a step has gone too far, two seconds in a row: what was seen in the one before counts for nothing. */
export function watchSteps(measured: readonly string[], stop: () => void) {
  let step: { name: string | null; seconds: number } = { name: null, seconds: 0 };
  let tooMuch: string | null = null;
  return {
    tooMuch: () => tooMuch,
    phase(name: string | null): void {
      step = { name, seconds: 0 };
    },
    /** A second ended. What is found of it may come when the step is over, and is of that step all the same. */
    async saw(isTooMuch: () => Promise<boolean>): Promise<void> {
      const seen = step;
      if (seen.name === null || !measured.includes(seen.name)) return;
      seen.seconds = (await isTooMuch()) ? seen.seconds + 1 : 0;
      if (seen.seconds < 2 || tooMuch !== null) return;
      tooMuch = seen.name;
      stop();
    },
  };
}

/** More waits than the SLO has time for, or the generator gives in. */
async function isTooMuch(lab: Lab, sloMs: number, row: SecondRow): Promise<boolean> {
  const most = Math.max(1, Math.ceil((row.offered * sloMs) / 1000));
  const pending = await pendingUpTo(`${lab.urls['orders']}/orders`, most);
  return Math.max(pending, row.inFlight) >= most || row.cpuShare > MOST_CPU;
}

/** How many orders are pending, counted up to so many: by pages, since a quick mode may bear more than one holds. */
export async function pendingUpTo(orders: string, most: number): Promise<number> {
  let pending = 0;
  try {
    for (let cursor: string | null = ''; cursor !== null && pending < most; ) {
      const limit = Math.min(LARGEST_PAGE, most - pending);
      const page: { orders: unknown[]; next: string | null } = await getJson(
        `${orders}?status=pending&limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      pending += page.orders.length;
      cursor = page.next;
    }
    return pending;
  } catch {
    return most; // it no longer answers
  }
}
