import { setTimeout } from 'node:timers/promises';
import {
  type BrokerCluster,
  type BrokerNode,
  type ClusterView,
  type Copies,
  isComplete,
} from '../../brokers/cluster.ts';
import type { Recorder } from '../../record/recorder.ts';
import type { FaultContext, FaultKind } from '../fault.ts';

/** What a fault of nodes may lay its hands on. */
export interface NodeGround {
  /** As `bench/brokers` registers it. */
  kind: string;
  cluster: BrokerCluster;
  recorder: Recorder;
  /** What the copies that matter are called begins with it. */
  prefix: string;
}

/** What is done to nodes, what others say of it meanwhile, and how it is undone. */
export interface NodeAct {
  prepare?(): Promise<void>;
  inject(): Promise<void>;
  /** What somebody else says that proves it; null: nothing yet. */
  proof(): Promise<string | null>;
  undo(): Promise<void>;
}

type Fault = ReturnType<FaultKind['create']>;

/** A fault that nodes of a cluster can suffer, whether services use it or small clients. */
export interface NodeFaultKind extends FaultKind {
  /** Nodes that serve nobody while it lasts; absent: none does so for certain. */
  nodesAway?: number;
  ofNodes(ground: NodeGround): Fault;
}

type Said = Pick<
  NodeFaultKind,
  'name' | 'title' | 'what' | 'leadSeconds' | 'atLeastSeconds' | 'atOnce' | 'leads' | 'skipped' | 'nodesAway'
>;

/** Whoever is asked for a proof may be busy: so often. */
const ASKED = 3;

/** Its proof is taken at the last moment before it is undone, since afterwards nobody would say it any more. */
export function nodeFault(said: Said, act: (ground: NodeGround) => NodeAct): NodeFaultKind {
  const ofNodes = (ground: NodeGround): Fault => {
    const { prepare, inject, proof, undo } = act(ground);
    let proved: string | null = null;
    return {
      ...(prepare && { prepare }),
      inject,
      seen: proof,
      async heal() {
        for (let asked = 0; proved === null && asked < ASKED; asked++) proved = await proof().catch(() => null);
        await undo();
      },
      witness: async () => proved,
    };
  };
  return {
    ...said,
    needs: ['broker-kill'],
    ofOwnBroker: true,
    ofNodes,
    create({ lab, broker, recorder }: FaultContext) {
      if (!broker?.cluster) throw new Error('Expected a cluster of nodes.');
      const { cluster, kind } = broker;
      const fault = ofNodes({ kind, cluster, recorder, prefix: lab.running.namespace });
      return {
        ...fault,
        async heal() {
          await fault.heal();
          await lab.ready();
        },
      };
    },
  };
}

const LOOK_EVERY_MS = 200;
const KNOWN_MS = 10_000;
const WHOLE_MS = 60_000;

export const copiesOf = (view: ClusterView, prefix: string): Copies[] =>
  view.copies.filter(({ name }) => name.startsWith(prefix));

/** Whether all that matters is where it should be, and has a leader. Nothing at all is not whole. */
export function isWhole(view: ClusterView | null, prefix: string): boolean {
  const copies = view === null ? [] : copiesOf(view, prefix);
  return copies.length > 0 && isComplete({ copies });
}

/** Milliseconds until it is; null: not before the deadline. */
export async function untilWhole(
  { cluster, prefix }: Pick<NodeGround, 'cluster' | 'prefix'>,
  ms = WHOLE_MS,
): Promise<number | null> {
  const began = performance.now();
  while (performance.now() - began < ms) {
    if (isWhole(await cluster.view(), prefix)) return Math.round(performance.now() - began);
    await setTimeout(LOOK_EVERY_MS);
  }
  return null;
}

/** The node that leads most of what matters. Throws where nobody is known to lead. */
export async function leaderOf({ cluster, prefix }: Pick<NodeGround, 'cluster' | 'prefix'>): Promise<BrokerNode> {
  const began = performance.now();
  do {
    const view = await cluster.view();
    const led = view === null ? [] : copiesOf(view, prefix);
    const times = (node: BrokerNode) => led.filter(({ leader }) => leader === node.name).length;
    const most = cluster.nodes.toSorted((a, b) => times(b) - times(a))[0];
    if (most && times(most) > 0) return most;
    await setTimeout(LOOK_EVERY_MS);
  } while (performance.now() - began < KNOWN_MS);
  throw new Error('No node is known to lead.');
}

/** The one that faults of a follower happen to: where there are only two copies, the second is there. */
export const followerOf = (nodes: readonly BrokerNode[], leader: BrokerNode): BrokerNode =>
  nodes.findLast((node) => node !== leader) as BrokerNode;

/** What a node is said to lead now, by name. */
export async function ledBy({ cluster, prefix }: NodeGround, node: BrokerNode): Promise<string[]> {
  const view = await cluster.view();
  return view === null
    ? []
    : copiesOf(view, prefix).flatMap(({ name, leader }) => (leader === node.name ? [name] : []));
}

/**
 * What one of the others says while these nodes are away: which of them it takes for dead or behind, who leads instead, and whether
 * somebody else leads what they `led`. Silence proves something only where those that are left are no majority.
 */
export async function missing(
  { cluster, prefix }: NodeGround,
  gone: readonly BrokerNode[],
  led: readonly string[] = [],
): Promise<string | null> {
  const left = cluster.nodes.filter((node) => !gone.includes(node) && node.pid() !== null);
  for (const node of left) {
    const view = await cluster.view(node);
    const told = view === null ? null : saidBy(view, prefix, gone, led);
    if (told !== null) return told;
  }
  if (left.length === 0 || 2 * left.length > cluster.nodes.length) return null;
  return `${left.map(({ name }) => name).join(' and ')}, left alone, answers nobody`;
}

function saidBy(view: ClusterView, prefix: string, gone: readonly BrokerNode[], led: readonly string[]): string | null {
  const own = copiesOf(view, prefix);
  const names = (some: readonly BrokerNode[]) => some.map(({ name }) => name).join(' and ');
  const dead = gone.filter(({ name }) => !view.online.includes(name));
  const behind = gone.filter(({ name }) =>
    own.some(({ replicas, inSync }) => replicas.includes(name) && !inSync.includes(name)),
  );
  const moved = own.find(
    ({ name, leader }) => led.includes(name) && leader !== null && !gone.some((node) => node.name === leader),
  );
  const leaders = [...new Set(own.map(({ leader }) => leader ?? 'nobody'))].join(', ');
  if (dead.length > 0) return `${view.by} takes ${names(dead)} for gone; it says that ${leaders} leads`;
  if (behind.length > 0) return `${view.by} says that ${names(behind)} is not in sync, and that ${leaders} leads`;
  if (moved) return `${view.by} says that ${moved.leader} leads what ${names(gone)} led`;
  return view.controller === null ? `${view.by} knows no controller` : null;
}

/** Starts what does not run, and waits until each takes clients. */
export async function bringBack(nodes: readonly BrokerNode[]): Promise<void> {
  const away = nodes.filter((node) => node.pid() === null);
  await Promise.all(away.map((node) => node.start()));
  await Promise.all(away.map((node) => node.untilListening()));
}
