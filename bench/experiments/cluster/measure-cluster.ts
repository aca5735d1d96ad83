import type { Session } from '../../lab/session.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import type { ClusterAsk } from '../plan/cluster-steps.ts';
import type { TrialOptions, TrialPlan } from '../plan/trial-plan.ts';
import { measureOrders } from './measure-orders.ts';
import { measureRecords } from './measure-records.ts';

/**
 * One fault of nodes in one mode: what became of numbered records under every setting, or of the orders of its services. What comes
 * next is to meet a cluster in order: one that did not heal is given up.
 */
export async function measureCluster(
  session: Session,
  plan: TrialPlan,
  ask: ClusterAsk,
  options: TrialOptions,
): Promise<TrialRecord> {
  const broker = await session.brokerFor(plan.mode, undefined, ask.timeouts?.settings);
  if (!broker?.cluster) throw new Error(`${plan.mode.name} has no cluster of the lab's own.`);
  const { cluster } = broker;
  let isWhole = false;
  try {
    const record =
      ask.looks === 'records'
        ? await measureRecords(session, plan, ask, { broker, cluster })
        : await measureOrders(session, plan, cluster, options);
    isWhole = record.trial.cluster !== undefined && record.trial.cluster.completeMs !== null;
    return record;
  } finally {
    if (!isWhole) await session.renew(plan.mode);
  }
}
