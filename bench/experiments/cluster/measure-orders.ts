import type { BrokerCluster } from '../../brokers/cluster.ts';
import type { Session } from '../../lab/session.ts';
import type { ClusterCell } from '../../record/cluster-cell.ts';
import type { Operation } from '../../record/history.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import type { TrialOptions, TrialPlan } from '../plan/trial-plan.ts';
import { measureTrial } from '../trial/measure-trial.ts';
import { watchView } from './view-watch.ts';

/** The services of a mode under a fault of nodes, judged order by order, and what the brokers said meanwhile. */
export async function measureOrders(
  session: Session,
  plan: TrialPlan,
  cluster: BrokerCluster,
  options: TrialOptions,
): Promise<TrialRecord> {
  let view: ReturnType<typeof watchView> | null = null;
  let namespace = '';
  try {
    const record = await measureTrial(session, plan, {
      ...options,
      async onLab(lab, broker) {
        await options.onLab?.(lab, broker);
        namespace = lab.running.namespace;
        view = watchView(cluster, namespace);
      },
    });
    const { timeline } = record.trial;
    if (timeline === null) throw new Error('The fault has no place in time.');
    await view!.stop();
    const startUs = startOf(record.operations, timeline.injectedMs);
    const cell: ClusterCell = {
      nodes: cluster.nodes.length,
      looks: 'orders',
      injectedMs: timeline.injectedMs,
      healedMs: timeline.healedMs,
      witness: timeline.witness,
      completeMs: view!.wholeIn({
        fromUs: startUs + timeline.healedMs * 1000,
        toUs: lastOf(record.operations), // then what the services made is removed
        mayVanish: () => true, // so is a queue of one connection, whenever it ends
      }),
      leaders: view!.leaders(startUs, (copies) => copies.slice(namespace.length)),
      settings: [],
    };
    return { ...record, trial: { ...record.trial, cluster: cell } };
  } finally {
    await (view as ReturnType<typeof watchView> | null)?.stop();
  }
}

const lastOf = (operations: readonly Operation[]): number => operations.reduce((last, { t }) => Math.max(last, t), 0);

/** The moment that the times of a timeline are told from: its injection is in both. */
function startOf(operations: readonly Operation[], injectedMs: number): number {
  const injection = operations.find(({ f, type }) => f === 'fault' && type === 'invoke');
  return (injection?.t ?? 0) - injectedMs * 1000;
}
