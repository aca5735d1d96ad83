import { rm } from 'node:fs/promises';
import { readProcesses } from '../measure/proc.ts';
import type { Broker, BrokerOptions } from './broker.ts';
import type { BrokerCluster, BrokerNode, ClusterView } from './cluster.ts';
import type { NodeLinks } from './cluster-links.ts';
import { clusterNode, type NodeLaunch } from './cluster-node.ts';
import { untilReady } from './ready.ts';

/** A cluster ready to be started. */
export interface ClusterLaunch extends Pick<Broker, 'kind' | 'url' | 'versions' | 'settings'> {
  /** For messages, such as `Kafka 4.1.0, 3 nodes`. */
  what: string;
  folder: string;
  nodes: readonly NodeLaunch[];
  links: NodeLinks;
  /** What this node says of the cluster; `newness` orders answers. Rejects when it does not answer. */
  ask(node: BrokerNode): Promise<{ view: ClusterView; newness: number }>;
  /** What is to be done once at the first start, when all nodes listen. */
  settle?(): Promise<void>;
  /** Ends what is neither a node nor a link. */
  close?(): Promise<void>;
}

/** So long one node may take to tell what it knows. */
const VIEW_LIMIT_MS = 3000;
/** When most have told, the others are waited for this much longer: one may be paused. */
const GRACE_MS = 200;

/**
 * Starts all nodes and waits until a real client has published and read. When that does not happen, nothing is left
 * running (the folder is the caller's).
 */
export async function runCluster(launch: ClusterLaunch, options: BrokerOptions): Promise<Broker> {
  const { kind, url, versions, settings, what, links } = launch;
  const listeners: Parameters<Broker['onUnexpectedExit']>[0][] = [];
  let stopping: Promise<void> | null = null;
  const nodes = launch.nodes.map((node, index) =>
    clusterNode(node, index, options.guard, (exited, how) => {
      for (const listener of listeners) listener(`node ${exited.name}: ${how}`, exited);
    }),
  );
  const all = (act: (node: BrokerNode) => unknown) => Promise.all(nodes.map(act));

  async function start(settle = async () => {}): Promise<void> {
    const begun = performance.now();
    await all((node) => node.start());
    await all((node) => node.untilListening());
    await settle();
    const ended = () => (stopping === null ? null : 'it was stopped meanwhile');
    await untilReady({ what, url, port: null, probe: options.probe, logFile: nodes[0]?.logFile ?? null, ended });
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    options.say(`${what}: ready after ${seconds} s, ${residentMiB(nodes)} MiB resident`);
  }

  async function close(): Promise<void> {
    await all((node) => node.kill());
    await launch.close?.();
    await links.close();
  }

  const cluster: BrokerCluster = {
    nodes,
    links: links.links,
    async view(by) {
      const answers = await mostOf((by ? [by] : nodes).map((node) => within(VIEW_LIMIT_MS, launch.ask(node))));
      return answers.sort((a, b) => b.newness - a.newness)[0]?.view ?? null;
    },
  };

  try {
    await start(launch.settle);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    kind,
    url,
    versions,
    settings,
    owned: true,
    cluster,
    pid: () => nodes[0]?.pid() ?? null,
    async suspend() {
      for (const node of nodes) node.suspend();
    },
    kill: () => all((node) => node.kill()).then(() => {}),
    async restart() {
      if (stopping !== null) throw new Error(`${what}: expected it not to be stopped before restart()`);
      await all((node) => node.stop());
      await start();
    },
    stop() {
      stopping ??= (async () => {
        if (options.keep) await all((node) => node.stop()); // else there is nothing to be handed over
        await close();
        if (!options.keep) await rm(launch.folder, { recursive: true, force: true, maxRetries: 3 });
      })();
      return stopping;
    },
    onUnexpectedExit: (listener) => void listeners.push(listener),
  };
}

function residentMiB(nodes: readonly BrokerNode[]): number {
  const processes = readProcesses();
  return Math.round(nodes.reduce((sum, node) => sum + (processes.get(node.pid() ?? 0)?.rssMiB ?? 0), 0));
}

/** What comes of these, without those that fail; and without those that are late when most have come. */
async function mostOf<Answer>(asked: readonly Promise<Answer>[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  const { promise: enough, resolve } = Promise.withResolvers<void>();
  const all = asked.map((one) =>
    one.then(
      (answer) => {
        answers.push(answer);
        if (answers.length > asked.length / 2) setTimeout(resolve, GRACE_MS).unref();
      },
      () => {},
    ),
  );
  await Promise.race([Promise.all(all), enough]);
  return [...answers];
}

async function within<Result>(limitMs: number, work: Promise<Result>): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
