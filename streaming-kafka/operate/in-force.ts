import type { Admin } from 'kafkajs';
import type { Topology } from '../topology.ts';

/** What decides durability and speed, of a topic of events and of each broker. */
const topicConfigs = [
  'flush.messages',
  'flush.ms',
  'min.insync.replicas',
  'max.message.bytes',
  'compression.type',
  'retention.ms',
];
const brokerConfigs = [
  'num.network.threads',
  'num.io.threads',
  'group.min.session.timeout.ms',
  'group.initial.rebalance.delay.ms',
  'socket.send.buffer.bytes',
  'socket.receive.buffer.bytes',
];
/** Of a time or a count after which something is done. */
const LONGEST = '9223372036854775807';
/** Kinds of resources in the protocol: https://kafka.apache.org/protocol#The_Messages_DescribeConfigs */
const [TOPIC, BROKER] = [2, 4];

/** What the brokers say of themselves and of a topic of events. */
export async function readInForce(admin: Admin, topology: Topology): Promise<Record<string, string>> {
  const name = topology.topics.orders;
  const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
  const partitions = topics.flatMap((topic) => topic.partitions);
  const { brokers } = await admin.describeCluster();
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [
      { type: TOPIC, name, configNames: topicConfigs },
      ...brokers.map(({ nodeId }) => ({ type: BROKER, name: String(nodeId), configNames: brokerConfigs })),
    ],
  });
  const configs = resources.flatMap(({ configEntries }) => configEntries);
  return {
    partitions: String(partitions.length),
    replicas: [...new Set(partitions.map(({ replicas }) => replicas.length))].join(' or '),
    ...Object.fromEntries(
      configs.map(({ configName, configValue }) => [configName, configValue === LONGEST ? 'never' : configValue]),
    ),
  };
}
