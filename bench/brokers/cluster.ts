import type { Toll } from '../faults/proxy/toxic.ts';

/** Nodes that keep copies of one another's data. Each is a process of the lab's own, and reaches the others through a proxy. */
export interface BrokerCluster {
  readonly nodes: readonly BrokerNode[];
  /** For every ordered pair of nodes. */
  readonly links: readonly NodeLink[];
  /**
   * What the brokers say of themselves, asked without the client of any mode. By whichever node knows the newest; or by
   * this one, which may be behind and not know it. Null when none, or not this one, answers within 3 s.
   */
  view(by?: BrokerNode): Promise<ClusterView | null>;
}

/** One node of a cluster. What ends it or starts it does nothing to the others. */
export interface BrokerNode {
  /** From 0, in the order of the addresses that clients are given. */
  readonly index: number;
  /** As the broker itself calls it, in its logs and in a view: `1`, or `lab1@localhost`. */
  readonly name: string;
  /** `127.0.0.1:9092`, for clients. */
  readonly address: string;
  /** All that it keeps, and nothing else. */
  readonly dataFolder: string;
  readonly logFile: string;
  /** The process the kernel knows; null when it does not run. */
  pid(): number | null;
  /** SIGKILL, nothing flushed. Resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM: it hands over what it leads. Resolves when it is gone. */
  stop(): Promise<void>;
  /** SIGSTOP: nothing of it runs, and its connections stay open. */
  suspend(): void;
  resume(): void;
  /** On the same ports and data. Resolves when its process runs: it may have to wait for others before it serves anybody. */
  start(): Promise<void>;
  /** Resolves when it takes clients. Rejects when its process ends first, or after 60 s, with the end of its log. */
  untilListening(): Promise<void>;
  /** `stop`, `start`, `untilListening`. */
  restart(): Promise<void>;
  /** An empty disk in the place of its own; only while it does not run. The next start joins the cluster as if new. */
  wipe(): Promise<void>;
}

/** All that one node sends to another: requests on connections of its own, and answers on those of the other. */
export interface NodeLink {
  /** Indices of nodes. */
  readonly from: number;
  readonly to: number;
  /** Nothing of it arrives any more; what goes the other way does. */
  cut(): Promise<void>;
  /** All of it arrives this many milliseconds later. */
  slow(ms: number): Promise<void>;
  /** What the proxy took hold of since it was cut or slowed: the witness. */
  count(): Promise<Toll>;
  /** As it was. Connections that lost something are reset, so that both ends begin anew. Tells what was taken hold of. */
  heal(): Promise<Toll>;
}

/** What a node knows of its cluster, by the names of nodes. */
export interface ClusterView {
  /** Who was asked. */
  readonly by: string;
  /** Who leads the cluster's own metadata; null when nobody is known to. */
  readonly controller: string | null;
  /** Which nodes it takes for alive. */
  readonly online: readonly string[];
  /** Every partition of a topic, or every replicated queue; internal ones left out. */
  readonly copies: readonly Copies[];
}

/** Where one partition or queue is kept. */
export interface Copies {
  /** `orders-0`, or the name of a queue. */
  readonly name: string;
  readonly leader: string | null;
  readonly replicas: readonly string[];
  /** Of those, the ones that have all that was acknowledged: in sync replicas, or members online of a quorum. */
  readonly inSync: readonly string[];
  /** Not all that keep it answered in time: that nobody leads it, or that somebody has not all of it, is not said. Absent: all did. */
  readonly untold?: true;
}

/** Every copy is where it should be, and everything has a leader. */
export const isComplete = ({ copies }: Pick<ClusterView, 'copies'>): boolean =>
  copies.every(({ leader, replicas, inSync }) => leader !== null && inSync.length === replicas.length);

/** Who leads how much and what is complete, for a card of settings. */
export function placement(view: ClusterView): Record<string, string> {
  const { online, controller, copies } = view;
  const led = (name: string) => copies.filter(({ leader }) => leader === name).length;
  const whole = copies.filter(({ replicas, inSync }) => inSync.length === replicas.length).length;
  return {
    'nodes online': online.join(' '),
    'leads the metadata': controller ?? 'nobody',
    'leaders by node': online.map((name) => `${name}:${led(name)}`).join(' '),
    'in sync': `${whole} of ${copies.length} on every replica`,
  };
}
