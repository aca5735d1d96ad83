import type { Mode } from '../../../common/mode.ts';
import type { ClusterOptions } from '../../brokers/broker.ts';
import { type FaultKind, notApplicable } from '../../faults/fault.ts';
import { hasSeveral, type Instances, roleNames } from '../../lab/instances.ts';
import type { NotRun, Runtime } from '../../record/run-file.ts';
import type { TrialOptions } from './trial-plan.ts';

/** What a run has to bring faults about with. */
interface Ground {
  runtime?: Runtime;
  instances?: Instances;
  /** Modes whose broker somebody else runs. */
  foreign?: readonly Mode[];
  /** Absent: a single node of each broker. */
  cluster?: ClusterOptions;
  /** How orders are paid; absent: they are not. */
  paying?: TrialOptions['paying'];
}

/** Why a mode has no trial under a fault: it cannot suffer it, or this run cannot bring it about. Null: it has one. */
export function whyNot(
  fault: FaultKind,
  mode: Mode,
  { runtime = 'processes', instances, foreign = [], cluster, paying }: Ground = {},
): Pick<NotRun, 'outcome' | 'because'> | null {
  const because = notApplicable(fault, mode);
  if (because !== null) return { outcome: 'not-applicable', because };
  const alone = tooFewNodes(fault, cluster) ?? unpaid(fault, paying);
  if (alone !== null) return { outcome: 'not-applicable', because: alone };
  const elsewhere =
    notHere(fault, runtime) ??
    tooFew(fault, instances) ??
    noFiles(fault, instances) ??
    notOurs(fault, foreign.includes(mode));
  if (elsewhere !== null) return { outcome: 'skipped', because: elsewhere };
  const skipped = fault.skipped?.() ?? null;
  return skipped === null ? null : { outcome: 'skipped', because: skipped };
}

/** Why a fault cannot be brought about where services run like this; null when it can. */
function notHere({ inContainers = false }: FaultKind, runtime: Runtime): string | null {
  if (runtime === 'processes') return inContainers === 'only' ? 'needs containers: --runtime docker' : null;
  return inContainers ? null : 'not in containers: it needs a process, a store or a link of its own to lay hands on';
}

/** Why no service would notice a fault of files; null where its store is one. */
const noFiles = ({ ofFiles = false }: FaultKind, instances: Instances = {}): string | null =>
  ofFiles && hasSeveral(instances) ? 'the stores are in PostgreSQL: no service would notice a quota of its own' : null;

/** Why nobody may do it to the broker of a mode; null where it is the lab's own. */
const notOurs = ({ ofOwnBroker = false }: FaultKind, isForeign: boolean): string | null =>
  ofOwnBroker && isForeign ? 'the broker is not ours: it is neither killed nor stopped' : null;

/** Why a fault of nodes has none to happen to; null when it has, or is none. */
export const tooFewNodes = (fault: FaultKind, cluster?: ClusterOptions): string | null =>
  'ofNodes' in fault && cluster === undefined ? 'needs several nodes: --cluster 3' : null;

/** Why a fault has no payment to happen to; null when it has, or needs none. */
export const unpaid = ({ ofPayment }: FaultKind, paying: TrialOptions['paying']): string | null =>
  ofPayment && !paying ? 'orders are not paid: --payment orchestrated' : null;

/** Why a fault has nobody to happen to among so many processes; null when it has. */
export function tooFew({ ofSeveral: role }: FaultKind, instances: Instances = {}): string | null {
  if (role === undefined || (instances[role] ?? 1) > 1) return null;
  return `needs several ${roleNames[role]} processes: --instances ${roleNames[role]}=2`;
}
