import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
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
const AGAIN_MS = 250;

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
  const settings = rabbitmqClusterSettings(count, own);
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
      evaluate(server.call(tools, callingPort(ports[index]?.distribution ?? 0, limitMs)), erlang, limitMs);

    function askAnother(than: number, erlang: string): Promise<string> {
      const [first = 0, second = first] = ports.flatMap((_, index) => (index === than ? [] : index));
      return ask(first, erlang, CHANGE_LIMIT_MS).catch(() => ask(second, erlang, CHANGE_LIMIT_MS));
    }
    const nodes = await Promise.all(
      ports.map(async ({ amqp, distribution, mapper }, index) => {
        const home = join(folder, String(index + 1));
        await prepareRabbitmqFolder(home, nodeConf(amqp, who, settings, count), cookie);
        const dataFolder = join(home, 'data/mnesia');
        const name = nodeName(index);
        const command = (featureFlags?: string) =>
          server.command({
            folder: home,
            amqpPort: amqp,
            distributionPort: distribution,
            epmdPort: mapper,
            node: { name, flags: NODE_FLAGS, ...(featureFlags !== undefined && { featureFlags }) },
          });
        return {
          what: `RabbitMQ ${rabbitmq}, node ${name}`,
          name,
          command: command(),
          dataFolder,
          logFile: join(home, 'rabbitmq.log'),
          port: amqp,
          isBroker: ({ name }: { name: string }) => name.startsWith('beam.smp'),
          empty: () => rm(dataFolder, { recursive: true, force: true }),
          readmit: async () => command(await askAnother(index, `${forget(name)}, ${PRINT_FLAGS}`)),
          refill: async () => void (await soon(() => askAnother(index, refill(name)))),
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
        if (settings[KHEPRI] === 'true') await soon(() => ask(0, ENABLE_KHEPRI, CHANGE_LIMIT_MS));
      },
      async close() {
        await Promise.all(closeMappers.map((close) => close()));
      },
    };
  });
}

/**
 * A cluster takes nobody in whom it knows already, and a quorum queue and a stream have the members they have: what an operator does
 * by `rabbitmqctl forget_cluster_node`, and by `rabbitmq-queues grow` and `rabbitmq-streams add_replica` when the node is back.
 */
const forget = (name: string): string => `
  ok = rabbit_db_cluster:forget_member('${name}', false),
  rabbit_quorum_queue:shrink_all('${name}'),
  rabbit_stream_queue:delete_all_replicas('${name}'),
  rabbit_stream_coordinator:forget_node('${name}')`;
const refill = (name: string): string => `
  true = lists:member('${name}', rabbit_nodes:list_running()),
  [] = [Failed || {_, {error, _, _}} = Failed <- rabbit_quorum_queue:grow('${name}', <<".*">>, <<".*">>, all)],
  [rabbit_stream_queue:add_replica(VHost, Stream, '${name}') ||
    Q <- rabbit_amqqueue:list(), amqqueue:get_type(Q) =:= rabbit_stream_queue,
    {resource, VHost, queue, Stream} <- [amqqueue:get_name(Q)]]`;

/** With others enabled than the cluster has, a new node looks for its data where it is not: in Mnesia. */
const PRINT_FLAGS =
  'io:put_chars(lists:join(",", [atom_to_list(Flag) || Flag <- maps:keys(rabbit_feature_flags:list(enabled))]))';

/** A node listens a moment before the others know that it runs, and what is asked of it too early fails. */
async function soon<Result>(work: () => Promise<Result>): Promise<Result> {
  const until = performance.now() + CHANGE_LIMIT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > until) throw error;
      await setTimeout(AGAIN_MS);
    }
  }
}

const ENABLE_KHEPRI = 'ok = rabbit_feature_flags:enable(khepri_db), true = rabbit_khepri:is_enabled()';

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
