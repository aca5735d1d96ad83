import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Broker, BrokerOptions, ClusterOptions } from './broker.ts';
import { BrokerUnavailable } from './broker-unavailable.ts';
import type { Installed } from './cache.ts';
import type { BrokerNode } from './cluster.ts';
import { type NodeLine, openNodeLinks } from './cluster-links.ts';
import type { Java } from './java.ts';
import {
  hostsOf,
  KAFKA_NODE_JVM,
  type KafkaPorts,
  kafkaClusterSettings,
  lineHost,
  nodeId,
  nodeProperties,
} from './kafka-cluster-config.ts';
import { randomClusterId } from './kafka-config.ts';
import { prepareKafka } from './kafka-program.ts';
import { askKafka } from './kafka-view.ts';
import { startNodesOnFreePorts } from './start-on-ports.ts';

/**
 * Several KRaft nodes, each broker and controller. In the hosts file of each, the others are addresses of the loopback
 * network where a proxy listens, one for every ordered pair.
 *
 *   clients ──▶ 127.0.0.1:client        node 1 ──▶ kafka2 = 127.77.1.2 ──▶ proxy ──▶ 127.0.0.1 (node 2)
 */
export function runKafkaCluster(
  java: Java,
  installed: Installed,
  options: BrokerOptions,
  { nodes: count, settings: own }: ClusterOptions,
): Promise<Broker> {
  if (process.platform !== 'linux') throw new BrokerUnavailable('kafka', NEEDS_LINUX);
  const indices = Array.from({ length: count }, (_, index) => index);
  const settings = { ...kafkaClusterSettings(count), ...own };
  return startNodesOnFreePorts('kafka', 3 * count, options, async (folder, free) => {
    const ports = indices.map((index): KafkaPorts => {
      const [client = 0, peer = 0, controller = 0] = free.slice(3 * index);
      return { client, peer, controller };
    });
    const clusterId = randomClusterId();
    const version = installed.facts['kafka'] ?? 'unknown';
    const nodes = await Promise.all(
      indices.map(async (index) => {
        const home = join(folder, nodeId(index));
        const hosts = join(home, 'hosts');
        await mkdir(home, { mode: 0o700 });
        await writeFile(hosts, hostsOf(index, count));
        const text = nodeProperties(home, index, ports, settings);
        const { program, format } = await prepareKafka(java, installed, home, text, `-Djdk.net.hosts.file=${hosts}`);
        await format(clusterId, options);
        const dataFolder = join(home, 'data');
        return {
          what: `Kafka ${version}, node ${nodeId(index)}`,
          name: nodeId(index),
          command: program(KAFKA_NODE_JVM),
          dataFolder,
          logFile: join(home, 'kafka.log'),
          port: ports[index]?.client ?? 0,
          isBroker: ({ name }: { name: string }) => name.startsWith('java'),
          async empty() {
            await rm(dataFolder, { recursive: true });
            await mkdir(dataFolder);
            await format(clusterId, options);
          },
        };
      }),
    );
    return {
      kind: 'kafka',
      what: `Kafka ${version}, ${count} nodes`,
      url: ports.map(({ client }) => `127.0.0.1:${client}`).join(','),
      versions: { kafka: version, jdk: java.version, obtained: 'Maven artifacts' },
      settings: { nodes: String(count), ...settings, jvm: KAFKA_NODE_JVM.join(' ') },
      folder,
      nodes,
      links: await openNodeLinks(linesBetween(ports), options.guard),
      ask,
    };
  });
}

/** Two for every ordered pair: to the other's broker and to its controller. */
const linesBetween = (ports: readonly KafkaPorts[]): NodeLine[] =>
  ports.flatMap((_, from) =>
    ports.flatMap(({ peer, controller }, to) =>
      from === to
        ? []
        : [peer, controller].map((port) => ({
            from,
            to,
            at: { host: lineHost(from, to), port },
            target: { host: '127.0.0.1', port },
          })),
    ),
  );

async function ask({ name, address, dataFolder }: BrokerNode) {
  const { newness, ...seen } = await askKafka(address);
  return { view: { by: name, controller: await quorumLeader(dataFolder), ...seen }, newness };
}

/** KRaft tells no client who leads it; every node notes down whom it follows. */
async function quorumLeader(dataFolder: string): Promise<string | null> {
  const note = await readFile(join(dataFolder, '__cluster_metadata-0/quorum-state'), 'utf8').catch(() => '{}');
  const { leaderId = -1 } = JSON.parse(note) as { leaderId?: number };
  return leaderId < 0 ? null : String(leaderId);
}

const NEEDS_LINUX =
  'a cluster needs Linux, where all of 127.0.0.0/8 is loopback: every pair of nodes meets at an address of its own';
