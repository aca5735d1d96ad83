import { setTimeout } from 'node:timers/promises';
import type { BrokerCluster, ClusterView } from '../../brokers/cluster.ts';
import { copiesOf, isWhole } from '../../faults/nodes/node-fault.ts';
import type { LeaderSeen } from '../../record/cluster-cell.ts';
import { nowUs } from '../../record/recorder.ts';

const LOOK_EVERY_MS = 400;

/** A change of who leads, on the clock of the history. */
type Change = Omit<LeaderSeen, 'ms'> & { t: number };

/** Asks the brokers again and again who leads what, and whether every copy is where it should be. */
export function watchView(cluster: BrokerCluster, prefix: string) {
  const over = new AbortController();
  const changes: Change[] = [];
  const whole: { t: number; is: boolean }[] = [];
  const leaders = new Map<string, number | null>();

  function look(view: ClusterView | null): void {
    const t = nowUs();
    whole.push({ t, is: isWhole(view, prefix) });
    for (const { name, leader } of view === null ? [] : copiesOf(view, prefix)) {
      const index = cluster.nodes.find((node) => node.name === leader)?.index ?? null;
      if (leaders.has(name) && leaders.get(name) === index) continue;
      leaders.set(name, index);
      changes.push({ t, copies: name, leader: index });
    }
  }

  const watching = (async () => {
    while (!over.signal.aborted) {
      look(await cluster.view().catch(() => null));
      await setTimeout(LOOK_EVERY_MS, undefined, { signal: over.signal }).catch(() => {});
    }
  })();

  return {
    async stop(): Promise<void> {
      if (over.signal.aborted) return;
      over.abort();
      await watching;
      look(await cluster.view().catch(() => null));
    },
    /** Who led what, at first and whenever it changed; milliseconds after this moment. `named`: what it is called; null: left out. */
    leaders: (startUs: number, named: (copies: string) => string | null): LeaderSeen[] =>
      changes.flatMap(({ t, copies, leader }) => {
        const name = named(copies);
        return name === null ? [] : [{ ms: Math.round((t - startUs) / 1000), copies: name, leader }];
      }),
    /** Milliseconds from this moment until every copy was where it should be; null: that was not seen. */
    wholeAfter(us: number): number | null {
      const first = whole.find(({ t, is }) => t >= us && is);
      return first === undefined ? null : Math.round((first.t - us) / 1000);
    },
  };
}
