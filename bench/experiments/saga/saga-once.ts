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
import { ProcessSampler } from '../../measure/process-sampler.ts';
import { Recorder } from '../../record/recorder.ts';
import type { SagaAsk } from '../../record/saga-cell.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import { lostOf } from '../../record/trial-use.ts';
import type { TrialOptions, TrialPlan } from '../plan/trial-plan.ts';
import { unjudged } from '../trial/failed-trial.ts';
import { countOrders, countRequests, journeysOf } from '../trial/journey.ts';
import { useOf } from '../trial/measure-trial.ts';
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
    const pids: Record<string, () => number | null> = Object.fromEntries(
      lab.instances.map(({ process, service }) => [process, () => service.pid]),
    );
    const ofBroker = broker?.owned ? brokerPids(broker) : {};
    const load = startOrderLoad(
      session,
      lab,
      { trial: id, prefix: id, phases: phasesOf(plan), seed, catalogue },
      scarceWeights,
    );
    await load.flowing;
    const sampler = new ProcessSampler(id, { ...pids, ...ofBroker }).start();
    const result = await load.run.done;
    const stillMoving = await untilQuiescent(lab, QUIESCENCE_MS);
    sampler.stop();
    const final = await finalReads(lab, catalogue, stillMoving);
    const books = await readProvider(lab.urls['provider'] ?? '');
    const use = sampler.use();
    const cpuOf = (names: object) =>
      use.filter(({ process }) => process in names).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
    const figures = sagaFigures(mode, {
      final,
      operations: load.operations(),
      calls: mode.medium.kind === 'calls' ? await callsMade(lab.running.dataFolder) : 0,
      providerCalls: books.charges + books.refunds,
      cpuSeconds: cpuOf(pids),
      brokerCpuSeconds: cpuOf(ofBroker),
    });
    const operations = new Recorder(id).mergedWith(load.operations());
    const { verdicts } = judge({ mode, fault: none.name, history: operations, final });
    const lost = lostOf({ verdicts });
    const doubts = generatorDoubts(generatorHealth(result, result.cpuShare, 1000 * figures.completionP50Ms));
    return {
      trial: {
        ...unjudged(plan),
        load: asked,
        use: useOf(plan, lost, doubts, null),
        requests: countRequests(journeysOf(operations, final)),
        orders: countOrders(final.orders),
        resources: use,
        saga: { ...ask, figures, lines: sagaLines(mode, ask.shape) },
        verdicts,
      },
      operations,
      final,
      latencies: null,
      window: { startMs: 0, endMs: 0 },
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
