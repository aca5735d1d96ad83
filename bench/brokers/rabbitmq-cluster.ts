import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Broker, BrokerOptions, ClusterOptions } from './broker.ts';
import type { BrokerNode } from './cluster.ts';
import { type NodeLine, openNodeLinks } from './cluster-links.ts';
import { type Registered, startPortMapper } from './port-mapper.ts';
import { KHEPRI, NODE_FLAGS, nodeConf, nodeName, rabbitmqClusterSettings } from './rabbitmq-cluster-config.ts';
import { prepareRabbitmqFolder, randomCookie, randomCredentials } from './rabbitmq-config.ts';
import type { RabbitmqServer } from './rabbitmq-server.ts';
import { callingPort, evaluate, readView, VIEW_IN_ERLANG } from './rabbitmq-view.ts';
import { startNodesOnFreePorts } from './start-on-ports.ts';

const CHANGE_LIMIT_MS = 30_000;
const VIEW_LIMIT_MS = 3000;

interface Ports {
  amqp: number;
  /** Where it listens for other nodes. */
  distribution: number;
  mapper: number;
}

/**
 * Several nodes with one cookie. Each asks a port mapper of ours where the others are, and is told of a proxy, one for
 * every ordered pair.
 *
 *   clients ──▶ 127.0.0.1:amqp        lab1 ── where is lab2? ─▶ mapper of lab1
 *                                     lab1 ──▶ proxy lab1→lab2 ──▶ lab2
 */
export function runRabbitmqCluster(
  server: RabbitmqServer,
  options: BrokerOptions,
  { nodes: count, settings: own }: ClusterOptions,
): Promise<Broker> {
  const { rabbitmq } = server.versions;
  const settings = { ...rabbitmqClusterSettings(count), ...own };
  return startNodesOnFreePorts('rabbitmq', 3 * count, options, async (folder, free) => {
    const ports = Array.from({ length: count }, (_, index): Ports => {
      const [amqp = 0, distribution = 0, mapper = 0] = free.slice(3 * index);
      return { amqp, distribution, mapper };
    });
    const who = randomCredentials();
    const cookie = randomCookie();
    const tools = join(folder, 'tools');
    await prepareRabbitmqFolder(tools, '', cookie);
    const ask = (index: number, erlang: string, limitMs: number) =>
      evaluate(server.call(tools, callingPort(ports[index]?.distribution ?? 0)), erlang, limitMs);

    async function askAnother(than: number, erlang: string): Promise<void> {
      const [first = 0, second = first] = ports.flatMap((_, index) => (index === than ? [] : index));
      await ask(first, erlang, CHANGE_LIMIT_MS).catch(() => ask(second, erlang, CHANGE_LIMIT_MS));
    }
    const nodes = await Promise.all(
      ports.map(async ({ amqp, distribution, mapper }, index) => {
        const home = join(folder, String(index + 1));
        await prepareRabbitmqFolder(home, nodeConf(amqp, who, settings, count), cookie);
        const dataFolder = join(home, 'data/mnesia');
        const name = nodeName(index);
        const node = { name, flags: NODE_FLAGS };
        return {
          what: `RabbitMQ ${rabbitmq}, node ${name}`,
          name,
          command: server.command({
            folder: home,
            amqpPort: amqp,
            distributionPort: distribution,
            epmdPort: mapper,
            node,
          }),
          dataFolder,
          logFile: join(home, 'rabbitmq.log'),
          port: amqp,
          isBroker: ({ name }: { name: string }) => name.startsWith('beam.smp'),
          async empty() {
            await askAnother(index, forget(name)).catch(() => {}); // all are down: nobody misses it
            await rm(dataFolder, { recursive: true, force: true });
          },
          refill: () => askAnother(index, refill(name)),
        };
      }),
    );

    const lines = linesBetween(ports);
    const links = await openNodeLinks(lines, options.guard);
    const registered: Registered = new Map();
    const closeMappers = await Promise.all(
      ports.map(({ mapper }, index) => startPortMapper(mapper, registered, seenFrom(index, lines, links.ports))),
    );
    return {
      kind: 'rabbitmq',
      what: `RabbitMQ ${rabbitmq}, ${count} nodes`,
      url: ports.map(({ amqp }) => `amqp://${who.user}:${who.password}@127.0.0.1:${amqp}`).join(','),
      versions: server.versions,
      settings: { nodes: String(count), ...settings, erlang: NODE_FLAGS },
      folder,
      nodes,
      links,
      ask: async ({ index }: BrokerNode) => readView(await ask(index, VIEW_IN_ERLANG, VIEW_LIMIT_MS)),
      async settle() {
        if (settings[KHEPRI] === 'true') await ask(0, ENABLE_KHEPRI, CHANGE_LIMIT_MS);
      },
      async close() {
        await Promise.all(closeMappers.map((close) => close()));
      },
    };
  });
}

/**
 * Mnesia and Khepri take nobody in whom they know already, and a quorum queue has the members it has: what an operator does
 * by `rabbitmqctl forget_cluster_node`, and by `rabbitmq-queues grow` when the node is back.
 */
const forget = (name: string): string =>
  `ok = rabbit_db_cluster:forget_member('${name}', false), rabbit_quorum_queue:shrink_all('${name}').`;
const refill = (name: string): string =>
  `[{_, {ok, _}} = R || R <- rabbit_quorum_queue:grow('${name}', <<".*">>, <<".*">>, all)].`;

const ENABLE_KHEPRI = 'ok = rabbit_feature_flags:enable(khepri_db).';

const linesBetween = (ports: readonly Ports[]): NodeLine[] =>
  ports.flatMap((_, from) =>
    ports.flatMap(({ distribution: port }, to) =>
      from === to ? [] : [{ from, to, target: { host: '127.0.0.1', port } }],
    ),
  );

/** The ports by which this node is to find the others. */
const seenFrom = (index: number, lines: readonly NodeLine[], ports: readonly number[]): Record<string, number> =>
  Object.fromEntries(
    lines.flatMap(({ from, to }, line) => (from === index ? [[nodeName(to).split('@')[0], ports[line]]] : [])),
  );
