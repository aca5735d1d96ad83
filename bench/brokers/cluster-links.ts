import type { Target } from '../faults/proxy/link-proxy.ts';
import { startProxyProcess } from '../faults/proxy/proxy-orders.ts';
import { sumOfTolls, type Toll, type Toxic } from '../faults/proxy/toxic.ts';
import type { Guard } from './broker.ts';
import type { NodeLink } from './cluster.ts';

/** One listener that stands for `to` where `from` looks for it. */
export interface NodeLine {
  /** Indices of nodes. */
  from: number;
  to: number;
  /** Where `from` connects to; without a port on a free one. */
  at?: Target;
  target: Target;
}

/** What carries whatever the nodes of one cluster send one another. */
export interface NodeLinks {
  readonly links: readonly NodeLink[];
  /** The port of each line, in the order they were given. */
  readonly ports: readonly number[];
  close(): Promise<void>;
}

/** Nothing is drawn: whatever is cut or slowed is so for every byte. */
const SEED = 0;

/**
 * A proxy with all lines between the nodes. A link has one direction, a connection two: it lies on the lines by which
 * `from` calls `to`, and on those by which it answers.
 *
 *   from ── requests ─▶ line from→to ─▶ to          cut: requests of the one vanish,
 *   from ── answers  ─▶ line to→from ─▶ to               answers of the other
 */
export async function openNodeLinks(lines: readonly NodeLine[], guard: Guard): Promise<NodeLinks> {
  const { tell, close } = startProxyProcess(guard);
  const named = lines.map((line, index) => ({ ...line, link: `${line.from}→${line.to} ${index}` }));
  const ports: number[] = [];
  try {
    for (const { link, at, target } of named) {
      ports.push((await tell({ do: 'open', link, seed: SEED, ...(at && { at }) })).port ?? 0);
      await tell({ do: 'point', link, target });
    }
  } catch (error) {
    await close();
    throw error;
  }

  function linkOf(from: number, to: number): NodeLink {
    const owner = `${from}→${to}`;
    const calling = named.filter((line) => line.from === from && line.to === to).map(({ link }) => link);
    const answering = named.filter((line) => line.from === to && line.to === from).map(({ link }) => link);
    const all = [...calling, ...answering];

    async function add(onCalls: Toxic, onAnswers: Toxic): Promise<void> {
      for (const link of calling) await tell({ do: 'add', link, owner, toxic: onCalls });
      for (const link of answering) await tell({ do: 'add', link, owner, toxic: onAnswers });
    }
    async function tolled(what: 'count' | 'remove'): Promise<Toll> {
      const answers = await Promise.all(all.map((link) => tell({ do: what, link, owner })));
      return sumOfTolls(answers.flatMap(({ toll }) => toll ?? []));
    }
    const latency = { kind: 'latency', jitterMs: 0 } as const;
    return {
      from,
      to,
      cut: () => add({ kind: 'blackhole-in' }, { kind: 'blackhole-out' }),
      slow: (ms) => add({ ...latency, ms, direction: 'request' }, { ...latency, ms, direction: 'response' }),
      count: () => tolled('count'),
      async heal() {
        const toll = await tolled('remove');
        await Promise.all(all.map((link) => tell({ do: 'reset-deaf', link })));
        return toll;
      },
    };
  }

  const pairs = new Map(lines.map(({ from, to }) => [`${from}→${to}`, linkOf(from, to)]));
  return { links: [...pairs.values()], ports, close };
}
