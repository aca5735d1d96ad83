import { select } from '../../../common/store/inspector.ts';
import { brokerPids } from '../../brokers/broker-processes.ts';
import { judge } from '../../checkers/judge.ts';
import { none } from '../../faults/none.ts';
import { finalReads } from '../../lab/final-reads.ts';
import { readProvider } from '../../lab/provider/provider.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import type { Session } from '../../lab/session.ts';
import { generatorHealth } from '../../load/generator-health.ts';
import { generatorDoubts } from '../../measure/generator-doubts.ts';
import { percentilesOf } from '../../measure/percentiles.ts';
import { sum } from '../../measure/sums.ts';
import { harness } from '../../record/harness.ts';
import { nowUs, Recorder } from '../../record/recorder.ts';
import type { SagaAsk } from '../../record/saga-cell.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import { lostOf } from '../../record/trial-use.ts';
import { latenciesOf, measuredWindow, processesOf, shortWindow } from '../figures/trial-figures.ts';
import type { TrialOptions, TrialPlan } from '../plan/trial-plan.ts';
import { unjudged } from '../trial/failed-trial.ts';
import { countOrders, countRequests, journeysOf } from '../trial/journey.ts';
import { useOf, wallOf } from '../trial/measure-trial.ts';
import { startOrderLoad } from '../trial/order-load.ts';
import { phasesOf } from '../trial/phases.ts';
import { scarceWeights, stockScarcely } from '../trial/scarce-stock.ts';
import { withTrialLab } from '../trial/trial-lab.ts';
import { sagaFigures } from './saga-figures.ts';
import { sagaLines } from './saga-lines.ts';

const QUIESCENCE_MS = 60_000;

/** Paid orders under a load that leaves room, a provider that takes its time and loses some answers, then all checks. */
export function sagaOnce(session: Session, plan: TrialPlan, ask: SagaAsk, given: TrialOptions): Promise<TrialRecord> {
  const { id, mode, seed, load: asked } = plan;
  const options: TrialOptions = { ...given, paying: { shape: ask.shape, faults: PROVIDER } };
  return withTrialLab(session, { ...plan, sameRoles: true }, options, async (lab, broker) => {
    const catalogue = await stockScarcely(lab);
    const load = startOrderLoad(
      session,
      lab,
      { trial: id, prefix: id, phases: phasesOf(plan), seed, catalogue },
      scarceWeights,
    );
    const ofBroker = broker?.owned ? brokerPids(broker) : {};
    const window = measuredWindow(lab, id, nowUs(), processesOf(lab, broker, null, load.run), load);
    const result = await load.run.done;
    const { use } = await window;
    const stillMoving = await untilQuiescent(lab, QUIESCENCE_MS);
    const final = await finalReads(lab, catalogue, stillMoving);
    const books = await readProvider(lab.urls['provider'] ?? '');
    const operations = new Recorder(id).mergedWith(load.operations());
    const journeys = journeysOf(operations, final);
    const phase = result.phases.find(({ measured }) => measured);
    if (phase === undefined) throw new Error('Nothing was measured.');
    const [from, to] = [phase.startNs / 1000, phase.endNs / 1000];
    const counted = journeys.filter(({ intended }) => intended >= from && intended < to);
    const latencies = latenciesOf(phase, counted, nowUs());
    const ours = use.filter(({ process }) => !harness.has(process));
    const cpuOf = (some: typeof use) => sum(some, ({ cpuSeconds }) => cpuSeconds);
    const figures = sagaFigures({
      final,
      journeys,
      from,
      to,
      completion: latencies.completion,
      calls: mode.medium.kind === 'calls' ? await callsMade(lab.running.dataFolder) : 0,
      providerCalls: books.charges + books.refunds,
      cpuSeconds: cpuOf(ours.filter(({ process }) => !(process in ofBroker))),
      brokerCpuSeconds: cpuOf(ours.filter(({ process }) => process in ofBroker)),
    });
    const { verdicts } = judge({ mode, fault: none.name, history: operations, final });
    const lost = lostOf({ verdicts });
    const doubts = generatorDoubts(generatorHealth(result, result.cpuShare, percentilesOf(latencies.completion).p50));
    return {
      trial: {
        ...unjudged(plan),
        load: asked,
        use: useOf(plan, lost, doubts, shortWindow(latencies, (to - from) / 1e6)),
        notSteady: load.run.notSteady.length > 0,
        requests: countRequests(counted),
        orders: countOrders(final.orders),
        resources: use,
        saga: { ...ask, figures, lines: sagaLines(mode, ask.shape) },
        verdicts,
      },
      operations,
      final,
      latencies: null,
      window: { startMs: wallOf(result, from), endMs: wallOf(result, to) },
      series: [],
      analytics: null,
    };
  });
}

/** What it does meanwhile: 20 ms for a payment, one card of ten declined, one answer of a hundred lost after the money moved. */
const PROVIDER = { delayMs: 20, declined: 0.1, lost: 0.01 };

async function callsMade(dataFolder: string): Promise<number> {
  const [row] = await select<{ rows: number }>(dataFolder, 'orders', 'SELECT COUNT(*) AS "rows" FROM calls');
  return Number(row?.rows ?? 0);
}
