import type { EachMessagePayload, Kafka } from 'kafkajs';
import { kafkaAccess, readSettings, type Settings } from '../common/base/config.ts';
import type { LogPosition, LogRecord, Operator, Parked, RewindTarget, Role, Running } from '../common/mode.ts';
import { readOutboxes } from '../common/operator/store-reader.ts';
import { followLog, historySources } from './history-sources.ts';
import { deadLettersOf, topologyOf } from './topology.ts';
import { connectTo, type Outgoing, producerOf, sendBatch } from './transport.ts';

const ADMIN_TIMEOUT_MS = 5000;

/** An operator waits less long than a service, and is to Kafka who the environment says. */
const asOperator = (brokers: string): Settings =>
  readSettings({
    LAB_DATA_DIR: '.',
    LAB_CONFIRM_TIMEOUT_MS: String(ADMIN_TIMEOUT_MS),
    KAFKA_BROKERS: brokers,
    ...kafkaAccess(),
  });

/** Creates a topic of its own, produces to it, reads the record back, and removes it. */
export async function probe(brokers: string): Promise<void> {
  const kafka = connectTo(asOperator(brokers), 'probe', null);
  const topic = `probe-${process.pid}-${Date.now()}`;
  const admin = kafka.admin();
  await admin.connect();
  try {
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
    await produce(kafka, [{ topic, key: null, value: Buffer.from('probe') }]);
    const records = await readAll(kafka, topic, 1);
    if (records.length !== 1) throw new Error('Kafka lost the probe.');
    await admin.deleteTopics({ topics: [topic] });
  } finally {
    await admin.disconnect();
  }
}

export async function operate({ brokerUrl, settings, dataFolder }: Running): Promise<Operator> {
  if (!brokerUrl) throw new Error('This mode needs a broker.');
  const topology = topologyOf(settings);
  const kafka = connectTo(asOperator(brokerUrl), 'operator', null);
  const admin = kafka.admin();
  const connected = admin.connect();
  connected.catch(() => {}); // whoever asks for something is told
  const groupOf: Record<Role, (typeof topology.consumers)[number]> = topology;

  async function positionsOf({ group, topics }: { group: string; topics: readonly string[] }): Promise<LogPosition[]> {
    await connected;
    const committed = await admin.fetchOffsets({ groupId: group, topics: [...topics] });
    const positions: LogPosition[] = [];
    for (const topic of topics) {
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
        const entry = committed
          .find((one) => one.topic === topic)
          ?.partitions.find((one) => one.partition === partition);
        const offset = Number(entry?.offset ?? -1);
        positions.push({
          group,
          topic,
          partition,
          low: Number(low),
          end: Number(high),
          committed: offset < 0 ? null : offset,
        });
      }
    }
    return positions;
  }

  /** Explicit numbers, always: the literal -2 for the beginning would be taken for the end. */
  async function offsetsFor(topics: readonly string[], to: RewindTarget) {
    if (to.kind === 'offsets') return to.offsets.map((one) => ({ ...one, offset: String(one.offset) }));
    const offsets: { topic: string; partition: number; offset: string }[] = [];
    for (const topic of topics) {
      const found =
        to.kind === 'earliest'
          ? (await admin.fetchTopicOffsets(topic)).map(({ partition, low }) => ({ partition, offset: low }))
          : await admin.fetchTopicOffsetsByTimestamp(topic, to.ms);
      for (const { partition, offset } of found) offsets.push({ topic, partition, offset });
    }
    return offsets;
  }

  const positions = async () => (await Promise.all(topology.consumers.map(positionsOf))).flat();

  return {
    positions,
    async backlog() {
      const byGroup = Map.groupBy(await positions(), ({ group }) => group);
      return [...byGroup].map(([consumer, parts]) => ({
        consumer,
        waiting: parts.reduce((sum, { end, committed, low }) => sum + end - (committed ?? low), 0),
        unacknowledged: 0,
      }));
    },
    async parked() {
      const parked: Parked[] = [];
      for (const { group } of topology.consumers) {
        for (const record of await readAll(kafka, deadLettersOf(group))) {
          const { value, headers } = record;
          const body = value?.toString('utf8') ?? '';
          parked.push({
            messageId: parkedIdOf(record),
            orderId: /"subject":"([0-9a-f-]{36})"/.exec(body)?.[1] ?? null,
            consumer: group,
            reason: headers?.['x-reason']?.toString() ?? 'unknown',
            body,
          });
        }
      }
      return parked;
    },
    async records() {
      const records: LogRecord[] = [];
      for (const topic of Object.values(topology.topics)) {
        for (const { partition, offset, value } of await readAll(kafka, topic)) {
          records.push({ topic, partition, offset: Number(offset), messageId: idOf(value?.toString('utf8') ?? '') });
        }
      }
      return records;
    },
    async redrive(only) {
      await connected;
      const parked = new Map<string, Read[]>();
      for (const { group } of topology.consumers) {
        const topic = deadLettersOf(group);
        parked.set(topic, await readAll(kafka, topic));
      }
      const isChosen = (record: Read) => only === undefined || parkedIdOf(record) === only;
      // What two groups parked is one record of one topic, which both read again: produced twice, it would multiply.
      const chosen = new Map<string, Outgoing>();
      for (const { key, value, headers } of [...parked.values()].flat().filter(isChosen)) {
        const origin = headers?.['x-origin']?.toString() as string;
        const topic = origin.split('/')[0] as string;
        chosen.set(origin, { topic, key, value, headers: headersOf(headers?.['x-message-id']?.toString()) });
      }
      if (chosen.size > 0) await produce(kafka, [...chosen.values()]);
      // Only now: a crash in between delivers them twice, and the inbox takes care of that.
      for (const [topic, records] of parked) {
        if (!records.some(isChosen)) continue;
        // A topic cannot give up one record from its middle: those that stay are appended again, as they were.
        const staying = records.filter((record) => !isChosen(record));
        if (staying.length > 0)
          await produce(
            kafka,
            staying.map((record) => copyTo(topic, record)),
          );
        const end = Number(records.at(-1)?.offset) + 1;
        await admin.fetchTopicOffsets(topic); // kafkajs deletes nothing of a topic it has not looked up before
        await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(end) }] });
      }
      return chosen.size;
    },
    async deliverAgain({ orderId }) {
      const rows = await readOutboxes(dataFolder, orderId);
      const topicOf: Record<string, string> = topology.topicOf;
      await produce(
        kafka,
        rows.map(({ type, body }) => ({ topic: topicOf[type] as string, key: orderId, value: Buffer.from(body) })),
      );
      return rows.length;
    },
    async inject(role, bytes, id) {
      const [topic] = groupOf[role].topics;
      await produce(kafka, [{ topic: topic as string, key: id, value: Buffer.from(bytes), headers: headersOf(id) }]);
      return null;
    },
    async rewind(role, to = { kind: 'earliest' }) {
      const { group, topics } = groupOf[role];
      await connected;
      await commitAs(kafka, group, topics, await offsetsFor(topics, to));
      return positionsOf(groupOf[role]);
    },
    async truncate(role, keepFrom) {
      await connected;
      for (const topic of groupOf[role].topics) {
        const partitions = keepFrom
          .filter((one) => one.topic === topic)
          .map(({ partition, offset }) => ({ partition, offset: String(offset) }));
        await admin.fetchTopicOffsets(topic); // kafkajs deletes nothing of a topic it has not looked up before
        if (partitions.length > 0) await admin.deleteTopicRecords({ topic, partitions });
      }
    },
    sources: () => historySources(kafka, topology),
    follow: (group, onBatch) => followLog(kafka, settings.LAB_NAMESPACE + group, topology, onBatch),
    async remove() {
      await connected;
      const names = [...Object.values(topology.topics), ...topology.consumers.map(({ group }) => deadLettersOf(group))];
      const existing = new Set(await admin.listTopics());
      await admin.deleteTopics({ topics: names.filter((name) => existing.has(name)) });
      await admin.deleteGroups(topology.consumers.map(({ group }) => group)).catch(() => {});
    },
    async close() {
      await connected.catch(() => {});
      await admin.disconnect();
    },
  };
}

const idOf = (body: string): string | null => /"id":"([0-9a-f-]{36})"/.exec(body)?.[1] ?? null;

/** The id under which a parked record is known: the header that tells of unreadable bytes, or the event's own. */
const parkedIdOf = ({ value, headers }: Read): string | null =>
  headers?.['x-message-id']?.toString() ?? idOf(value?.toString('utf8') ?? '');

/** How a message whose bytes tell nothing is known. */
const headersOf = (id: string | undefined): Record<string, string> => (id ? { 'x-message-id': id } : {});

const copyTo = (topic: string, { key, value, headers = {} }: Read): Outgoing => ({
  topic,
  key,
  value,
  headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, header?.toString() ?? ''])),
});

async function produce(kafka: Kafka, records: Outgoing[]): Promise<void> {
  const producer = producerOf(kafka);
  await producer.connect();
  try {
    await sendBatch(producer, records, -1, ADMIN_TIMEOUT_MS);
  } finally {
    await producer.disconnect();
  }
}

type Read = EachMessagePayload['message'] & { partition: number };

/** Every record a topic holds now, read by a group of its own that is removed afterwards. */
async function readAll(kafka: Kafka, topic: string, atLeast = 0): Promise<Read[]> {
  const admin = kafka.admin();
  const groupId = `reader-${process.pid}-${Date.now()}-${topic}`;
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    const expected = Math.max(
      atLeast,
      offsets.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0),
    );
    if (expected === 0) return [];
    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 20, allowAutoTopicCreation: false });
    const records: Read[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const reading = new Promise<void>((done, failed) => {
      const timer = setTimeout(
        () => failed(new Error(`${topic}: read ${records.length} of ${expected} records.`)),
        10_000,
      );
      const eachMessage = async ({ message, partition }: EachMessagePayload) => {
        records.push({ ...message, partition });
        if (records.length < expected) return;
        clearTimeout(timer);
        done();
      };
      consumer.run({ autoCommit: false, eachMessage }).catch(failed);
    });
    try {
      await reading;
    } finally {
      await consumer.disconnect();
    }
    await admin.deleteGroups([groupId]).catch(() => {});
    return records;
  } finally {
    await admin.disconnect();
  }
}

/** Commits offsets for a group that has no member: joins it for a moment, paused. */
async function commitAs(
  kafka: Kafka,
  groupId: string,
  topics: readonly string[],
  offsets: { topic: string; partition: number; offset: string }[],
): Promise<void> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 20, allowAutoTopicCreation: false });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    const joined = new Promise((join) => consumer.on('consumer.group_join', join));
    await consumer.run({ autoCommit: false, eachMessage: async () => {} });
    consumer.pause(topics.map((topic) => ({ topic })));
    await joined;
    await consumer.commitOffsets(offsets);
  } finally {
    await consumer.disconnect();
  }
}
