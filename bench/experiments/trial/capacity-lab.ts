import type { Broker } from '../../brokers/broker.ts';
import { judge } from '../../checkers/judge.ts';
import { finalReads } from '../../lab/final-reads.ts';
import type { Lab } from '../../lab/lab.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import type { Session } from '../../lab/session.ts';
import { type CapacityStep, held } from '../../record/capacity.ts';
import { nowUs, Recorder } from '../../record/recorder.ts';
import type { SeriesRow } from '../../record/run-file.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import { windowFigures } from '../figures/trial-figures.ts';
import type { SearchSize } from '../plan/latency-size.ts';
import type { TrialOptions, TrialPlan } from '../plan/trial-plan.ts';
import { secondsOf } from '../watch/backlog.ts';
import { begun, climbOn, stepsOf } from './capacity-climb.ts';
import type { Climbed } from './capacity-load.ts';
import { searchRate } from './capacity-search.ts';
import { unjudged } from './failed-trial.ts';
import { countOrders, type Journey, journeysOf } from './journey.ts';
import { stockScarcely } from './scarce-stock.ts';
import { withTrialLab } from './trial-lab.ts';

const QUIESCENCE_MS = 60_000;

/**
 * One search for the highest sustainable rate, all of it in one lab. The figures of the trial are those of the highest step
 * that held; its verdicts are of every order that was placed.
 */
export const searchCapacity = (
  session: Session,
  plan: TrialPlan,
  search: SearchSize,
  options: TrialOptions,
): Promise<TrialRecord> =>
  withTrialLab(session, { ...plan, sameRoles: true }, options, (lab, broker) =>
    searchIn(session, plan, search, lab, broker),
  );

async function searchIn(
  session: Session,
  plan: TrialPlan,
  search: SearchSize,
  lab: Lab,
  broker: Broker | null,
): Promise<TrialRecord> {
  const { id, mode } = plan;
  const catalogue = await stockScarcely(lab);
  const startUs = nowUs();
  const loads: Climbed[] = [];
  const series: SeriesRow[] = [];
  const climb = climbOn(session, plan, search, { lab, broker, catalogue, startUs, series }, loads);
  const { ratePerSecond } = await searchRate(search, climb);

  const final = await finalReads(lab, catalogue, await untilQuiescent(lab, QUIESCENCE_MS));
  const endUs = nowUs();
  const stored = new Set(final.orders.map(({ orderId }) => orderId));
  const judged = loads.map((load, index) => {
    const journeys = journeysOf(load.operations, final);
    const steps = stepsOf(load, journeys, stored, search.sloMs);
    return { load, journeys, steps: index === 0 ? steps.map((step) => ({ ...step, look: true })) : steps };
  });
  const { verdicts } = judge({
    mode,
    fault: plan.fault.name,
    history: new Recorder(id).mergedWith(loads.flatMap(({ operations }) => operations)),
    final,
  });
  const shown = highest(judged, ratePerSecond);
  const { result } = shown.load;
  const [from, to] = [shown.phase.startNs / 1000, shown.phase.endNs / 1000];
  const { latencies, ...figures } = windowFigures(
    plan,
    { ...shown.phase, connectionLimit: result.connectionLimit },
    shown.journeys,
    {
      use: shown.load.uses.get(shown.phase.name) ?? [],
      from,
      to,
      endUs,
    },
  );
  const wallOf = (us: number) => Date.parse(result.startedAt) + (us - result.startNs / 1000) / 1000;
  const everything = judged.flatMap(({ journeys }) => journeys);
  return {
    trial: {
      ...unjudged(plan),
      ...figures,
      load: {
        ratePerSecond: shown.phase.ratePerSecond,
        warmUpSeconds: search.warmUpSeconds,
        seconds: (to - from) / 1e6,
      },
      use: { usable: true }, // lateness is judged step by step, against the SLO
      notSteady: loads.some(({ notSteady }) => notSteady),
      orders: countOrders(final.orders),
      capacity: { ratePerSecond, sloMs: search.sloMs, steps: judged.flatMap(({ steps }) => steps) },
      verdicts,
    },
    operations: [],
    final,
    latencies,
    window: { startMs: wallOf(from), endMs: wallOf(to) },
    series: [...secondsOf(id, everything, startUs, endUs), ...series],
    analytics: null,
  };
}

interface Judged {
  load: Climbed;
  journeys: readonly Journey[];
  steps: CapacityStep[];
}

/** The step that the capacity was found in, else the very first. */
function highest(judged: readonly Judged[], ratePerSecond: number | null) {
  const all = judged.flatMap(({ load, journeys, steps }) =>
    begun(load).map((phase, index) => ({ load, journeys, phase, step: steps[index] })),
  );
  const found = all.findLast(({ step }) => step && !step.look && held(step) && step.ratePerSecond === ratePerSecond);
  const shown = found ?? all[0];
  if (!shown) throw new Error('The search offered nothing.');
  return shown;
}
