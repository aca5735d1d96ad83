import type { BrokerNode } from '../../brokers/cluster.ts';
import { leaderOf, missing, nodeFault } from './node-fault.ts';

/** Beyond the session of a node, and beyond what a quorum of either broker takes to elect without it. */
const AT_LEAST_SECONDS = 14;

/** A leader that does not know that it was replaced. */
export const leaderPaused = nodeFault(
  {
    name: 'leader-paused',
    title: 'The node that leads freezes, then wakes up',
    what: `SIGSTOP of the node that leads for ${AT_LEAST_SECONDS} s, beyond its session, then SIGCONT: it does not know that it was replaced`,
    atLeastSeconds: AT_LEAST_SECONDS,
    leads: true,
  },
  (ground) => {
    let leader: BrokerNode | null = null;
    return {
      async inject() {
        leader = await leaderOf(ground);
        leader.suspend();
      },
      proof: async () => leader && missing(ground, [leader]),
      undo: async () => leader?.resume(),
    };
  },
);
