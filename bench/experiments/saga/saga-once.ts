import type { Mode } from '../../../common/mode.ts';
import { select } from '../../../common/store/inspector.ts';
import { brokerPids } from '../../brokers/broker-processes.ts';
import { type Judgement, judge } from '../../checkers/judge.ts';
import { none } from '../../faults/none.ts';
import { finalReads } from '../../lab/final-reads.ts';
import { readProvider } from '../../lab/provider/provider.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import type { Session } from '../../lab/session.ts';
import { ProcessSampler } from '../../measure/process-sampler.ts';
import { Recorder } from '../../record/recorder.ts';
import type { TrialOptions } from '../plan/trial-plan.ts';
import { startOrderLoad } from '../trial/order-load.ts';
import { scarceWeights, stockScarcely } from '../trial/scarce-stock.ts';
import { withTrialLab } from '../trial/trial-lab.ts';
import { type SagaFigures, sagaFigures } from './saga-figures.ts';

const QUIESCENCE_MS = 60_000;
const WARM_UP_S = 2;

export interface SagaTrial {
  mode: Mode;
  shape: Mode['payment']['shapes'][number];
  block: number;
  number: number;
  seed: number;
  seconds: number;
  ratePerSecond: number;
}

export interface SagaCell extends SagaFigures {
  mode: string;
  shape: string;
  block: number;
  judgement: Judgement;
}

/** Paid orders under a load that leaves room, a provider that takes its time and loses some answers, then all checks. */
export function sagaOnce(session: Session, trial: SagaTrial, given: TrialOptions): Promise<SagaCell> {
  const { mode, shape, block, number, seed, seconds, ratePerSecond } = trial;
  const id = `${mode.name}-${shape}-${block}`;
  const options: TrialOptions = { ...given, paying: { shape, faults: PROVIDER } };
  const plan = { mode, id, number, fault: none, seed, without: [], sameRoles: true };
  return withTrialLab(session, plan, options, async (lab, broker) => {
    const catalogue = await stockScarcely(lab);
    const pids: Record<string, () => number | null> = Object.fromEntries(
      lab.instances.map(({ process, service }) => [process, () => service.pid]),
    );
    const ofBroker = broker?.owned ? brokerPids(broker) : {};
    const phases = [
      { name: 'warm-up', ratePerSecond, seconds: WARM_UP_S, measured: false },
      { name: 'saga', ratePerSecond, seconds, measured: true },
    ];
    const load = startOrderLoad(session, lab, { trial: id, prefix: id, phases, seed, catalogue }, scarceWeights);
    await load.flowing;
    const sampler = new ProcessSampler(id, { ...pids, ...ofBroker }).start();
    await load.run.done;
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
    const history = new Recorder(id).mergedWith(load.operations());
    return { mode: mode.name, shape, block, ...figures, judgement: judge({ mode, fault: none.name, history, final }) };
  });
}

/** What it does meanwhile: 20 ms for a payment, one card of ten declined, one answer of a hundred lost after the money moved. */
const PROVIDER = { delayMs: 20, declined: 0.1, lost: 0.01 };

async function callsMade(dataFolder: string): Promise<number> {
  const [row] = await select<{ rows: number }>(dataFolder, 'orders', 'SELECT COUNT(*) AS "rows" FROM calls');
  return Number(row?.rows ?? 0);
}
