import type { Notification } from '../../../common/contracts/notifications.ts';
import type { Mode } from '../../../common/mode.ts';
import { select } from '../../../common/store/inspector.ts';
import { generatorSays } from '../../experiments/figures/generator-says.ts';
import { windowFigures } from '../../experiments/figures/trial-figures.ts';
import { cpuShareIn } from '../../experiments/figures/work-figures.ts';
import { drive } from '../../experiments/trial/capacity-load.ts';
import { journeysOf } from '../../experiments/trial/journey.ts';
import { plainOptions, withTrialLab } from '../../experiments/trial/trial-lab.ts';
import { none } from '../../faults/none.ts';
import { readProducts } from '../../lab/final-reads.ts';
import type { Session } from '../../lab/session.ts';
import type { GeneratorDoubt } from '../../measure/generator-doubts.ts';
import { sum } from '../../measure/sums.ts';
import { nowUs } from '../../record/recorder.ts';
import { multiplyRows } from './multiply-rows.ts';

const WARM_UP_S = 8;

export interface StoredAsk {
  mode: Mode;
  /** Orders that are stored when measuring begins, about. */
  orders: number;
  ratePerSecond: number;
  seconds: number;
  block: number;
  number: number;
}

export interface StoredSample {
  mode: string;
  orders: number;
  block: number;
  /** Of those due while it was measured. */
  accepted: number;
  notCompleted: number;
  completionP50Ms: number;
  /** Services and broker. */
  cpuMsPerOrder: number;
  /** Of the services, their peaks added up. */
  memoryMiB: number;
  /** From the first start until all are ready. */
  readyAfterMs: number;
  /** In what the load generator was not in order: its figures are not used (measurement.md, rule 11). */
  doubts: GeneratorDoubt[];
}

/**
 * What an order costs beside so many stored ones: as many as a warm-up brings are placed for real, then the services are stopped, their
 * stores multiplied, and the services started and measured. Throws when too few were finished for a figure.
 */
export async function measureStored(session: Session, ask: StoredAsk): Promise<StoredSample> {
  const { mode, orders, ratePerSecond, seconds, block, number } = ask;
  const plan = { mode, id: `${mode.name}-stored-${orders}-${block}`, number, fault: none, seed: block, without: [] };
  return withTrialLab(session, { ...plan, sameRoles: true }, plainOptions, async (lab, broker) => {
    const { dataFolder } = lab.running;
    const catalogue = await readProducts(lab);
    const stage = { lab, broker, catalogue, startUs: nowUs(), series: [], sloMs: null };
    const warmUp = { name: 'warm-up', ratePerSecond, seconds: WARM_UP_S, measured: false };
    const placed = await drive(session, plan, stage, 'placed', [{ ...warmUp, name: 'placed', measured: true }]);
    const before = placed.result.counts.accepted;

    for (const { service } of lab.instances) await service.stop();
    for (const { role } of mode.services) await multiplyRows(dataFolder, role, Math.max(1, orders / before));
    const started = performance.now();
    for (const { service } of lab.instances) await service.start();
    await lab.ready();
    const readyAfterMs = Math.round(performance.now() - started);

    const newest = await select<{ seq: number }>(
      dataFolder,
      'notifications',
      'SELECT MAX(seq) AS seq FROM notifications',
    );
    const measured = { name: 'measured', ratePerSecond, seconds, measured: true };
    const { result, operations, uses } = await drive(session, plan, stage, 'measured', [warmUp, measured]);
    const notifications = await select<Notification>(
      dataFolder,
      'notifications',
      `SELECT order_id AS "orderId", kind, recorded_monotonic_ns AS "recordedMonotonicNs" FROM notifications WHERE seq > ?`,
      newest[0]?.seq ?? 0,
    );
    const phase = result.phases.find(({ name }) => name === measured.name);
    if (phase === undefined) throw new Error('Nothing was measured.');
    const [from, to] = [phase.startNs / 1000, phase.endNs / 1000];
    const journeys = journeysOf(operations, { notifications });
    const use = uses.get(measured.name) ?? [];
    const { latencies, latency, ordersPerCoreSecond } = windowFigures(
      { experiment: 'latency' },
      { ...phase, connectionLimit: result.connectionLimit },
      journeys,
      { use, from, to, endUs: nowUs() },
    );
    const p50 = latency.completion?.p50 ?? null;
    if (p50 === null || ordersPerCoreSecond === null) throw new Error('Too few orders were finished for a figure.');
    const own = new Set(lab.instances.map(({ process }) => process));
    const due = journeys.filter(({ intended, outcome }) => intended >= from && intended < to && outcome === 'accepted');
    return {
      mode: mode.name,
      orders,
      block,
      accepted: due.length,
      notCompleted: due.filter(({ completed }) => completed === null).length,
      completionP50Ms: p50 / 1000,
      cpuMsPerOrder: 1000 / ordersPerCoreSecond,
      memoryMiB: Math.round(
        sum(
          use.filter(({ process }) => own.has(process)),
          ({ rssPeakMiB }) => rssPeakMiB,
        ),
      ),
      readyAfterMs,
      doubts: generatorSays(phase, cpuShareIn(result, measured.name), latencies).doubts,
    };
  });
}
