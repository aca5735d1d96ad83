import { KAFKA_SETTINGS, properties, quickJvm } from './kafka-config.ts';

/** Three of them, on two cores. */
export const KAFKA_NODE_JVM = quickJvm(256);

/**
 * What is set beyond the settings of a single node: copies on every node, an acknowledgement by most of them, and limits
 * in which a node that is gone, or cut off, is noticed within two seconds instead of Kafka's ten to thirty.
 */
export function kafkaClusterSettings(nodes: number): Record<string, string> {
  const [copies, quorum] = [String(nodes), String(Math.floor(nodes / 2) + 1)];
  return {
    ...KAFKA_SETTINGS,
    'default.replication.factor': copies,
    'min.insync.replicas': quorum,
    'unclean.leader.election.enable': 'false',
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': '3',
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': quorum,
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': quorum,
    'broker.session.timeout.ms': '1000', // who comes back led nothing meanwhile
    'controller.quorum.election.timeout.ms': '300',
    'controller.quorum.election.backoff.max.ms': '300',
    'controller.quorum.fetch.timeout.ms': '600',
    'controller.quorum.request.timeout.ms': '600',
    'controller.socket.timeout.ms': '2000',
    'replica.lag.time.max.ms': '2000',
    'replica.fetch.wait.max.ms': '200',
    'replica.socket.timeout.ms': '2000',
    // Who is cut off must not hang in a connection: 10 s to 30 s otherwise.
    'socket.connection.setup.timeout.ms': '1000',
    'socket.connection.setup.timeout.max.ms': '2000',
  };
}

/** The ports of one node. */
export interface KafkaPorts {
  client: number;
  /** For the other brokers, and for the other controllers. */
  peer: number;
  controller: number;
}

/** By what name the others look for a node: each has a hosts file of its own in which it leads through a proxy. */
const hostOf = (index: number): string => `kafka${index + 1}`;

/** What the broker itself calls a node. */
export const nodeId = (index: number): string => String(index + 1);

/** Where node `from` looks for node `to`: an address of the loopback network that stands for this one way. */
export const lineHost = (from: number, to: number): string => `127.77.${from + 1}.${to + 1}`;

/** The text of a node's hosts file: itself straight, the others by a line of its own. No other name resolves there. */
export const hostsOf = (index: number, nodes: number): string =>
  [
    '127.0.0.1 localhost',
    ...Array.from({ length: nodes }, (_, to) => `${to === index ? '127.0.0.1' : lineHost(index, to)} ${hostOf(to)}`),
    '',
  ].join('\n');

/** The text of server.properties of one node, broker and controller: clients reach it straight, the others by its name. */
export function nodeProperties(
  folder: string,
  index: number,
  ports: readonly KafkaPorts[],
  settings: Record<string, string>,
): string {
  const { client, peer, controller } = ports[index] as KafkaPorts;
  const listeners = (host: string) =>
    `CLIENT://127.0.0.1:${client},PEER://${host}:${peer},CONTROLLER://${host}:${controller}`;
  return properties({
    'process.roles': 'broker,controller',
    'node.id': nodeId(index),
    'controller.quorum.voters': ports
      .map((to, voter) => `${nodeId(voter)}@${hostOf(voter)}:${to.controller}`)
      .join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: listeners('127.0.0.1'),
    'advertised.listeners': listeners(hostOf(index)),
    'listener.security.protocol.map': 'CLIENT:PLAINTEXT,PEER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PEER',
    'log.dirs': `${folder}/data`,
    ...settings,
  });
}
