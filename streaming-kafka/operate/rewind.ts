import type { Admin, Kafka } from 'kafkajs';
import type { LogRecord, RewindTarget } from '../../common/mode.ts';
import type { Consumer, Topology } from '../topology.ts';
import { idOf, readAll } from './connect.ts';

/** Every record of the log as it stands now. */
export async function readRecords(kafka: Kafka, { topics }: Topology): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for (const topic of Object.values(topics)) {
    for (const { partition, offset, value } of await readAll(kafka, topic)) {
      records.push({ topic, partition, offset: Number(offset), messageId: idOf(value?.toString('utf8') ?? '') });
    }
  }
  return records;
}

/** Moves a group that has no member: joins it for a moment, paused, and commits other offsets for it. */
export async function rewind(kafka: Kafka, admin: Admin, { group, topics }: Group, to: RewindTarget): Promise<void> {
  const offsets = await offsetsFor(admin, topics, to);
  const consumer = kafka.consumer({ groupId: group, maxWaitTimeInMs: 20, allowAutoTopicCreation: false });
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

type Group = Pick<Consumer, 'group' | 'topics'>;

/** Explicit numbers, always: the literal -2 for the beginning would be taken for the end. */
async function offsetsFor(admin: Admin, topics: readonly string[], to: RewindTarget) {
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

/** Deletes the records of a topic below these offsets, as retention would. */
export async function deleteBefore(
  admin: Admin,
  topic: string,
  keepFrom: { partition: number; offset: number }[],
): Promise<void> {
  const partitions = keepFrom.map(({ partition, offset }) => ({ partition, offset: String(offset) }));
  await admin.fetchTopicOffsets(topic); // kafkajs deletes nothing of a topic it has not looked up before
  if (partitions.length > 0) await admin.deleteTopicRecords({ topic, partitions });
}
