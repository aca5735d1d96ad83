import type { Session } from '../../lab/session.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import type { ClusterAsk } from '../plan/cluster-steps.ts';
import type { TrialOptions, TrialPlan } from '../plan/trial-plan.ts';
import { measureOrders } from './measure-orders.ts';
import { measureRecords } from './measure-records.ts';

/** One fault of nodes in one mode: what became of numbered records under every setting, or of the orders of its services. */
export async function measureCluster(
  session: Session,
  plan: TrialPlan,
  ask: ClusterAsk,
  options: TrialOptions,
): Promise<TrialRecord> {
  const broker = await session.brokerFor(plan.mode);
  if (!broker?.cluster) throw new Error(`${plan.mode.name} has no cluster of the lab's own.`);
  const { cluster } = broker;
  return ask.looks === 'records'
    ? measureRecords(session, plan, ask, { broker, cluster })
    : measureOrders(session, plan, cluster, options);
}
