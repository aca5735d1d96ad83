import type { Broker } from '../../brokers/broker.ts';
import { judge } from '../../checkers/judge.ts';
import { finalReads } from '../../lab/final-reads.ts';
import type { Lab } from '../../lab/lab.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import type { Session } from '../../lab/session.ts';
import { generatorHealth } from '../../load/generator-health.ts';
import { generatorDoubts } from '../../measure/generator-doubts.ts';
import { percentilesOf } from '../../measure/percentiles.ts';
import { nowUs, Recorder } from '../../record/recorder.ts';
import type { SeriesRow } from '../../record/run-file.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import { lostOf } from '../../record/trial-use.ts';
import { shortWindow, windowFigures } from '../figures/trial-figures.ts';
import { aboveIn, cpuShareIn, othersIn, pickedIn } from '../figures/work-figures.ts';
import type { TrialOptions, TrialPlan } from '../plan/trial-plan.ts';
import { isControl, rateAbove, secondsAbove, unmeasured, WARM_UP_ABOVE_S, type WorkAsk } from '../plan/work-ask.ts';
import { secondsOf } from '../watch/backlog.ts';
import { watchHands } from '../watch/hands-watch.ts';
import { drive } from './capacity-load.ts';
import { unjudged } from './failed-trial.ts';
import { countOrders, type Journey, journeysOf } from './journey.ts';
import { useOf, wallOf } from './measure-trial.ts';
import { stockScarcely } from './scarce-stock.ts';
import { withTrialLab } from './trial-lab.ts';
import { offerMore } from './work-control.ts';
import { journeysSoFar, type Offered, offerShare, phaseOf, phases, stretchesOf, type WorkStage } from './work-load.ts';

const QUIESCENCE_MS = 60_000;

/**
 * One cell: what is done while more comes than the prediction, and how long orders take below it, in one lab.
 *
 *   with work      warm-up ▸ above the predicted rate: orders per second, once all hands are full ▸ a share of what was done: latencies
 *   the control    a search for the most that it holds (work-control.ts)                          ▸ a share of that: latencies
 */
export const measureWork = (
  session: Session,
  plan: TrialPlan,
  ask: WorkAsk,
  options: TrialOptions,
): Promise<TrialRecord> =>
  withTrialLab(session, { ...plan, sameRoles: true }, options, (lab, broker) =>
    measureIn(session, plan, ask, lab, broker),
  );

async function measureIn(
  session: Session,
  plan: TrialPlan,
  ask: WorkAsk,
  lab: Lab,
  broker: Broker | null,
): Promise<TrialRecord> {
  const { id, seed } = plan;
  const catalogue = await stockScarcely(lab);
  const startUs = nowUs();
  const series: SeriesRow[] = [];
  const stage = { lab, broker, catalogue, startUs, series };
  const { loads, done } = isControl(ask)
    ? await offerMore(session, plan, ask, stage)
    : await offerAbove(session, plan, ask, stage);

  const final = await finalReads(lab, catalogue, await untilQuiescent(lab, QUIESCENCE_MS));
  const endUs = nowUs();
  const journeys = loads.flatMap(({ operations }) => journeysOf(operations, final));
  const { verdicts } = judge({
    mode: lab.mode,
    fault: plan.fault.name,
    history: new Recorder(id).mergedWith(loads.flatMap(({ operations }) => operations)),
    final,
  });
  const share = loads.flatMap(stretchesOf).find(({ phase }) => phase.name === phases.share);
  if (!share) throw new Error('The share of the rate was never offered.');
  const { result, phase, use } = share;
  const [from, to] = [phase.startNs / 1000, phase.endNs / 1000];
  const load = { ...phase, connectionLimit: result.connectionLimit };
  const { latencies, ...figures } = windowFigures(plan, load, journeys, { use, from, to, endUs });
  const due = journeys.filter(({ intended }) => intended >= from && intended < to);
  const doubts = generatorDoubts(
    generatorHealth(phase, cpuShareIn(result, phase.name), percentilesOf(latencies.completion).p50),
  );
  return {
    trial: {
      ...unjudged(plan),
      ...figures,
      load: {
        ratePerSecond: phase.ratePerSecond,
        warmUpSeconds: plan.load.warmUpSeconds,
        seconds: Math.round((to - from) / 1e4) / 100,
      },
      use: useOf(plan, lostOf({ verdicts }), doubts, shortWindow(latencies, (to - from) / 1e6)),
      notSteady: loads.some(({ notSteady }) => notSteady),
      orders: countOrders(final.orders),
      work: {
        ...unmeasured(ask),
        shareOf: 'done',
        above: done(journeys),
        others: othersIn(due, ask.time, seed, endUs),
        warehouse: pickedIn(final),
      },
      verdicts,
    },
    operations: [],
    final,
    latencies,
    window: { startMs: wallOf(result, from), endMs: wallOf(result, to) },
    series: [...secondsOf(id, journeys, startUs, endUs), ...series],
    analytics: null,
  };
}

async function offerAbove(session: Session, plan: TrialPlan, ask: WorkAsk, stage: WorkStage): Promise<Offered> {
  const rate = plan.load.ratePerSecond;
  const { untilFull, looked: full } = secondsAbove(ask);
  const untilFullMs = 1000 * untilFull;
  const hands = watchHands(stage.lab);
  let whenFull: NodeJS.Timeout | undefined;
  const onPhase = (phase: string | null) => {
    if (phase === phases.above) whenFull = setTimeout(hands.look, untilFullMs);
    if (phase !== null) return;
    clearTimeout(whenFull);
    hands.look();
  };
  const above = await drive(session, plan, { ...stage, sloMs: null, onPhase }, 'work', [
    { ...phaseOf(phases.warmUp, rate, WARM_UP_ABOVE_S), measured: false },
    phaseOf(phases.above, rateAbove(ask, rate), untilFull + full),
  ]);
  const looked = await hands.between();
  const [stretch] = stretchesOf(above);
  const done = (journeys: readonly Journey[]) =>
    stretch ? { ...aboveIn(stretch, journeys, untilFullMs), ...looked } : null;
  const did = done(await journeysSoFar(stage.lab, [above]))?.completedPerSecond ?? 0;
  const share = await offerShare(session, plan, ask, stage, Math.min(did, ask.predicted?.perSecond ?? did));
  return { loads: [above, share], done };
}
