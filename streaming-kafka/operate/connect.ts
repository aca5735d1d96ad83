import type { EachMessagePayload, Kafka } from 'kafkajs';
import { kafkaAccess, readSettings } from '../../common/base/config.ts';
import { connectTo } from '../transport/connect.ts';
import { type Outgoing, producerOf, sendBatch } from '../transport/publish.ts';

const ADMIN_TIMEOUT_MS = 5000;

/** An operator waits less long than a service, and is to Kafka who the environment says. */
export const connectAs = (clientId: string, brokers: string): Kafka => {
  const access = { KAFKA_BROKERS: brokers, ...kafkaAccess() };
  const settings = { LAB_DATA_DIR: '.', LAB_CONFIRM_TIMEOUT_MS: String(ADMIN_TIMEOUT_MS), ...access };
  return connectTo(readSettings(settings), clientId, null);
};

/** Resolves when the broker has confirmed them all. */
export async function produce(kafka: Kafka, records: Outgoing[]): Promise<void> {
  const producer = producerOf(kafka);
  await producer.connect();
  try {
    await sendBatch(producer, records, -1, ADMIN_TIMEOUT_MS);
  } finally {
    await producer.disconnect();
  }
}

/** A record as it was read back. */
export type Read = EachMessagePayload['message'] & { partition: number };

/** Every record a topic holds now, read by a group of its own that is removed afterwards. */
export async function readAll(kafka: Kafka, topic: string, atLeast = 0): Promise<Read[]> {
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

/** The event's own id, where its bytes tell one. */
export const idOf = (body: string): string | null => /"id":"([0-9a-f-]{36})"/.exec(body)?.[1] ?? null;

/** How a message whose bytes tell nothing is known. */
export const headersOf = (id: string | undefined): Record<string, string> => (id ? { 'x-message-id': id } : {});
