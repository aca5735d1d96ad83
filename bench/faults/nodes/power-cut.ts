import { setTimeout } from 'node:timers/promises';
import type { BrokerNode } from '../../brokers/cluster.ts';
import { isRefused } from '../../brokers/is-refused.ts';
import { dropUnsynced, type FileLengths, unsyncedFiles } from '../../brokers/unsynced.ts';
import { bringBack, leaderOf, missing, type NodeGround, nodeFault } from './node-fault.ts';

/** What was written to files that nobody flushes within this time is what a power cut takes. */
const UNSYNCED_S = 2;

/**
 * A power cut, without one: SIGKILL, and then every file that is written and never flushed before its content is acknowledged
 * loses what came last. What is flushed stays, as it would on a disk.
 */
const unsyncedLost = (
  more: { name: string; title: string; what: string },
  choose: (ground: NodeGround) => Promise<BrokerNode[]>,
) =>
  nodeFault({ ...more, leadSeconds: UNSYNCED_S }, (ground) => {
    const before = new Map<BrokerNode, FileLengths>();
    let told: string | null = null;
    const gone = () => [...before.keys()];
    const prepare = async () => {
      for (const node of await choose(ground)) before.set(node, unsyncedFiles(ground.kind, node.dataFolder));
    };
    return {
      prepare,
      async inject() {
        if (before.size === 0) {
          await prepare();
          await setTimeout(UNSYNCED_S * 1000);
        }
        await Promise.all(gone().map((node) => node.kill()));
        told = lossWords(
          [...before].map(([{ name, dataFolder }, lengths]) => ({
            name,
            bytes: dropUnsynced(ground.kind, dataFolder, lengths),
          })),
        );
      },
      async proof() {
        if (told === null) return null;
        const isAll = before.size === ground.cluster.nodes.length;
        const others = isAll ? await refusing(gone()) : await missing(ground, gone());
        return others && `${told}; ${others}`;
      },
      undo: () => bringBack(gone()),
    };
  });

/** What each node lost; where that is nothing, a power cut is no more than a kill. */
export const lossWords = (losses: readonly { name: string; bytes: number }[]): string =>
  losses.every(({ bytes }) => bytes === 0)
    ? 'nothing unflushed was there: the same as a kill'
    : losses.map(({ name, bytes }) => `${name} lost ${bytes} bytes that were not flushed`).join(', ');

/** Nobody is left to be asked: the system refuses connections to each of them, or it proves nothing. */
export async function refusing(nodes: readonly Pick<BrokerNode, 'address'>[]): Promise<string | null> {
  const refused = await Promise.all(nodes.map(({ address }) => isRefused(address)));
  return refused.every(Boolean) ? 'connections to all nodes are refused' : null;
}

export const unsyncedLostOne = unsyncedLost(
  {
    name: 'unsynced-lost-one',
    title: 'The node that leads loses power',
    what: `SIGKILL of the node that leads; what it wrote in the last ${UNSYNCED_S} s to files that nobody flushes is gone`,
  },
  async (ground) => [await leaderOf(ground)],
);

export const unsyncedLostAll = unsyncedLost(
  {
    name: 'unsynced-lost-all',
    title: 'All nodes lose power at once',
    what: `SIGKILL of all three nodes at once; what they wrote in the last ${UNSYNCED_S} s to files that nobody flushes is gone`,
  },
  async ({ cluster }) => [...cluster.nodes],
);
