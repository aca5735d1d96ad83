import { setTimeout } from 'node:timers/promises';
import { bringBack, missing, nodeFault, untilWhole } from './node-fault.ts';

/** So that the others notice, and some load passes without it. */
const AWAY_MS = 1500;

/** An update of the brokers: SIGTERM of one node after the other, each whole again before the next goes. */
export const rollingNodes = nodeFault(
  {
    name: 'rolling-nodes',
    title: 'Every node is restarted in turn',
    what: 'SIGTERM of each of three nodes in turn under load, each back and in sync before the next goes',
    atOnce: true,
  },
  (ground) => {
    const proofs: (string | null)[] = [];
    return {
      async inject() {
        for (const node of ground.cluster.nodes) {
          await node.stop();
          await setTimeout(AWAY_MS);
          proofs.push(await missing(ground, [node]));
          await bringBack([node]);
          if ((await untilWhole(ground)) === null) throw new Error(`${node.name} was not in sync again in time.`);
        }
      },
      proof: async () => (proofs.length > 0 && !proofs.includes(null) ? proofs.join('; ') : null),
      undo: () => bringBack(ground.cluster.nodes),
    };
  },
);
