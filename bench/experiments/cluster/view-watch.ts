import { setTimeout } from 'node:timers/promises';
import type { BrokerCluster } from '../../brokers/cluster.ts';
import type { LeaderSeen } from '../../record/cluster-cell.ts';
import { nowUs } from '../../record/recorder.ts';
import { type Span, viewLooks } from './view-looks.ts';

const LOOK_EVERY_MS = 400;

/** Asks the brokers again and again who leads what, and whether every copy is where it should be. */
export function watchView(cluster: BrokerCluster, prefix: string) {
  const over = new AbortController();
  const looks = viewLooks(prefix);
  const indexOf = (name: string | null) => cluster.nodes.find((node) => node.name === name)?.index ?? null;

  /** At the moment at which it began: the answer of one that waits for a silent node is older than its end. */
  async function look(): Promise<void> {
    const t = nowUs();
    looks.add(t, await cluster.view().catch(() => null));
  }

  const watching = (async () => {
    while (!over.signal.aborted) {
      await look();
      await setTimeout(LOOK_EVERY_MS, undefined, { signal: over.signal }).catch(() => {});
    }
  })();

  return {
    async stop(): Promise<void> {
      if (over.signal.aborted) return;
      over.abort();
      await watching;
      await look();
    },
    /** Who led what, at first and whenever it changed; milliseconds after this moment. `named`: what it is called; null: left out. */
    leaders: (startUs: number, named: (copies: string) => string | null): LeaderSeen[] =>
      looks.changes.flatMap(({ t, copies, leader }) => {
        const name = named(copies);
        return name === null ? [] : [{ ms: Math.round((t - startUs) / 1000), copies: name, leader: indexOf(leader) }];
      }),
    /** Milliseconds from its beginning until every copy was where it should be and stayed there; null: that was not seen. */
    wholeIn(span: Span): number | null {
      const whole = looks.wholeSince(span);
      return whole === null ? null : Math.round((whole - span.fromUs) / 1000);
    },
  };
}
