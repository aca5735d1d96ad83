import type { Broker } from './broker.ts';

/** Of a cluster of the lab's own: of three nodes one may be lost. */
export const NODES = 3;

/** What the process of a node is called in reports: the first as a single one. */
const nameOf = (kind: string, index: number): string => (index === 0 ? kind : `${kind}-${index + 1}`);

/** Whatever the processes of such brokers can be called. */
export const processNames = (kinds: readonly { kind: string }[]): Set<string> =>
  new Set(kinds.flatMap(({ kind }) => Array.from({ length: NODES }, (_, index) => nameOf(kind, index))));

/** Its processes by their names. */
export const brokerPids = ({ kind, cluster, pid }: Broker): Record<string, () => number | null> =>
  Object.fromEntries(cluster?.nodes.map((node) => [nameOf(kind, node.index), node.pid]) ?? [[kind, pid]]);
