import type { BrokerNode } from '../../brokers/cluster.ts';
import { bringBack, followerOf, leaderOf, missing, type NodeGround, nodeFault } from './node-fault.ts';

type Choose = (ground: NodeGround, leader: BrokerNode) => BrokerNode[];

/** SIGKILL of some nodes at once, under load; they come back with what they had on their disks. */
const killed = (said: { name: string; title: string; what: string; nodesAway: number; leads?: true }, choose: Choose) =>
  nodeFault(said, (ground) => {
    let gone: BrokerNode[] = [];
    return {
      async inject() {
        gone = choose(ground, await leaderOf(ground));
        await Promise.all(gone.map((node) => node.kill()));
      },
      proof: async () => (gone.length === 0 ? null : missing(ground, gone)),
      undo: () => bringBack(gone),
    };
  });

export const leaderKilled = killed(
  {
    name: 'leader-killed',
    title: 'The node that leads is killed',
    nodesAway: 1,
    what: 'SIGKILL of the node that leads, of three; it comes back with its disk',
    leads: true,
  },
  (_ground, leader) => [leader],
);

export const followerKilled = killed(
  {
    name: 'follower-killed',
    title: 'A node that follows is killed',
    nodesAway: 1,
    what: 'SIGKILL of a node that only keeps copies, of three; it comes back with its disk',
  },
  ({ cluster: { nodes } }, leader) => [followerOf(nodes, leader)],
);

export const twoKilled = killed(
  {
    name: 'two-killed',
    title: 'Two of three nodes are killed, then come back',
    nodesAway: 2,
    what: 'SIGKILL of the node that leads and of one more at once: no majority is left; both come back with their disks',
    leads: true,
  },
  ({ cluster: { nodes } }, leader) => [leader, followerOf(nodes, leader)],
);
