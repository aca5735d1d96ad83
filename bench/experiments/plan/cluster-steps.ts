import type { Mode } from '../../../common/mode.ts';
import { promiseOf, settingsOf } from '../../brokers/promises/promises.ts';
import { STALLS, stallBy, type Timeouts, timeoutsOf } from '../../brokers/promises/timeouts.ts';
import { faultNamed, nodeFaults } from '../../faults/all.ts';
import type { NodeFaultKind } from '../../faults/nodes/node-fault.ts';
import { seededRandom, shuffled } from '../../measure/random.ts';
import type { NotRun } from '../../record/run-file.ts';
import type { ClusterSize } from './cluster-size.ts';
import type { PlanOptions } from './plan-options.ts';
import type { Step } from './trial-plan.ts';
import { whyNot } from './why-not.ts';

/** One trial of the cluster experiment. */
export interface ClusterAsk {
  /** `records`: small clients of every setting at once; `orders`: the services of the mode. */
  looks: 'records' | 'orders';
  size: ClusterSize;
  fault: NodeFaultKind;
  /** Other than the lab's. */
  timeouts?: Timeouts;
}

/** In a quick run the services are tried under the first of them alone. */
const FIRST = 1;
/** With longer timeouts a fault lasts longer, by so many seconds beyond them: who came back before was never missed. */
const NOTICED_S = 2;
/** Orders come for so long at most, whatever does not heal. */
const MOST_S = 180;

/**
 * What `bench cluster` asks of every mode with a broker in one block: each fault of nodes, in an order drawn from the seed, once for
 * all settings together, since a fault that is over is the same for none of them again; and in the first block once more with the
 * services of the mode, and at its end with other timeouts, where it matters how soon a node is taken for gone.
 */
export function clusterSteps(options: PlanOptions, block: number, notRun: NotRun[]): Step[] {
  const { modes, profile } = options;
  const size = profile.cluster;
  const faults = chosen(options);
  const byFault = faults.map((fault, index): Step[] => {
    const able = modes.filter((mode) => {
      const gap = noClusterOf(mode) ?? whyNot(fault, mode, options);
      if (gap) notRun.push({ experiment: 'cluster', mode: mode.name, fault: fault.name, ...gap });
      return gap === null;
    });
    const withOrders = block === 1 && (size.orders === 'all' || index < FIRST);
    const records = stepOf('records', size, fault, able);
    if (!withOrders) return [records];
    const promised = able.filter((mode) => {
      const because = whyLost(mode, fault);
      if (because)
        notRun.push({ experiment: 'cluster', mode: mode.name, fault: fault.name, outcome: 'skipped', because });
      return because === null;
    });
    return [records, stepOf('orders', size, fault, promised)];
  });
  // A broker that was just started is not what it is later: no fault is always the first (rule 9).
  const steps = shuffled(byFault, seededRandom(options.seed, `order of faults ${block}`)).flat();
  return block === 1 && size.timeouts ? [...steps, ...otherTimeouts(options, faults)] : steps;
}

/** Orders that nothing promises to keep are no orders to judge the services by: the records tell what is lost. */
function whyLost({ broker }: Mode, fault: NodeFaultKind): string | null {
  const ours = settingsOf(broker?.kind ?? '').find((setting) => setting.ours);
  if (!ours || promiseOf(ours, fault.name) === 'survives') return null;
  return `with orders: what its services use (${ours.label}) does not promise to survive it; the records show what it loses`;
}

function otherTimeouts(options: PlanOptions, faults: readonly NodeFaultKind[]): Step[] {
  const { modes, profile } = options;
  return modes.flatMap((mode) =>
    timeoutsOf(mode.broker?.kind ?? '').flatMap((timeouts) =>
      faults
        .filter((fault) => STALLS.includes(fault.name) && whyNot(fault, mode, options) === null)
        .map((fault) => stepOf('records', profile.cluster, fault, [mode], timeouts)),
    ),
  );
}

function chosen({ faults, profile: { cluster } }: PlanOptions): NodeFaultKind[] {
  if (faults === undefined) return nodeFaults.filter(({ leads }) => cluster.faults === 'all' || leads);
  return faults.map((name) => {
    const fault = nodeFaults.find((kind) => kind.name === name);
    if (!fault)
      throw new Error(
        `Not a fault of nodes: ${faultNamed(name)?.name ?? name}. Known: ${nodeFaults.map((kind) => kind.name).join(', ')}.`,
      );
    return fault;
  });
}

function noClusterOf({ broker }: Mode): Pick<NotRun, 'outcome' | 'because'> | null {
  if (broker === null) return { outcome: 'not-applicable', because: 'it has no broker' };
  if (settingsOf(broker.kind).length > 0) return null;
  return { outcome: 'skipped', because: 'no settings of its broker are known' };
}

function stepOf(
  looks: ClusterAsk['looks'],
  size: ClusterSize,
  fault: NodeFaultKind,
  modes: Mode[],
  timeouts?: Timeouts,
): Step {
  const [mode] = modes;
  const noticed = timeouts && mode?.broker ? stallBy(mode.broker.kind, fault.name, timeouts.settings) : null;
  const lasts = Math.max(size.lasts, fault.atLeastSeconds ?? 0, Math.ceil((noticed?.mostMs ?? 0) / 1000) + NOTICED_S);
  const ratePerSecond = looks === 'records' ? size.recordsPerSecond : size.ordersPerSecond;
  return {
    name: [fault.name, looks, ...(timeouts ? [timeouts.name] : [])].join('-'),
    modes,
    plan: {
      kind: 'ordinary',
      fault,
      load: { ratePerSecond, warmUpSeconds: 0, seconds: size.before + lasts + size.after },
      faultAt: { inject: size.before, heal: size.before + lasts },
      ...(looks === 'orders' && { untilHealed: { after: size.after, most: MOST_S } }),
      replay: null,
      variation: null,
      without: [],
      expects: null,
      cluster: { looks, size, fault, ...(timeouts && { timeouts }) },
    },
  };
}
