import type { Admin, ITopicConfig, Kafka } from 'kafkajs';
import type { Settings } from '../../common/base/config.ts';
import { deadLettersOf, type Topology } from '../topology.ts';

/** Makes sure that the topology is there before it is used, on every new connection. */
export function prepareFor({ LAB_TOPOLOGY }: Pick<Settings, 'LAB_TOPOLOGY'>, topology: Topology, kafka: Kafka) {
  const look = LAB_TOPOLOGY === 'expect' ? lookFor : declare;
  return async (): Promise<void> => {
    const admin = kafka.admin();
    await admin.connect();
    try {
      await look(admin, topology);
    } finally {
      await admin.disconnect();
    }
  };
}

/** Every service declares everything; `waitForLeaders`, or the first records of a new topic come out doubled. */
async function declare(admin: Admin, topology: Topology): Promise<void> {
  const topics = await missingTopics(admin, topology);
  if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: true });
  await refuseOtherTier(admin, topology);
}

/** A topic that was there before keeps what it was made with. A user who may not read that is told nothing. */
async function refuseOtherTier(admin: Admin, { topics, topicSettings }: Topology): Promise<void> {
  const resources = Object.values(topics).map((name) => ({ type: TOPIC, name, configNames: ['flush.messages'] }));
  const told = await admin.describeConfigs({ includeSynonyms: false, resources }).catch((error: { type?: string }) => {
    if (error.type?.endsWith('AUTHORIZATION_FAILED')) return null;
    throw error;
  });
  for (const { resourceName, configEntries } of told?.resources ?? []) {
    const value = configEntries[0]?.configValue;
    if ((value === '1') === 'flush.messages' in topicSettings) continue;
    throw new Error(
      `The topic ${resourceName} has flush.messages=${value}: it is for another durability than is asked for. ` +
        'Ask for that one, delete the topics, or choose another LAB_NAMESPACE.',
    );
  }
}

/** Kind of a resource: https://kafka.apache.org/protocol#The_Messages_DescribeConfigs */
const TOPIC = 2;

/** For a user who may make no topic: somebody else did. Throws when they did not. */
async function lookFor(admin: Admin, topology: Topology): Promise<void> {
  const missing = (await missingTopics(admin, topology)).map(({ topic }) => topic);
  if (missing.length > 0) throw new Error(`The broker shows no topic ${missing.join(', ')}.`);
}

/** What is not there, or must not be seen by this user. */
async function missingTopics(admin: Admin, topology: Topology): Promise<ITopicConfig[]> {
  const { partitions: numPartitions, replicas, topicSettings } = topology;
  const copies = replicas > 0 && { replicationFactor: replicas };
  const configEntries = Object.entries(topicSettings).map(([name, value]) => ({ name, value }));
  const events = topology.allTopics.map((topic) => ({ topic, numPartitions, configEntries, ...copies }));
  const deadLetters = topology.consumers.map(({ group }) => ({
    topic: deadLettersOf(group),
    numPartitions: 1,
    ...copies,
  }));
  const existing = new Set(await admin.listTopics());
  return [...events, ...deadLetters].filter(({ topic }) => !existing.has(topic));
}
