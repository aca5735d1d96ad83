import type { EachBatchPayload, Kafka } from 'kafkajs';
import { kafkaAccess, readSettings } from '../../common/base/config.ts';
import { connectTo } from '../transport/connect.ts';
import type { FetchedBatch } from '../transport/mended-client.ts';
import { type Outgoing, producerOf, sendBatch } from '../transport/publish.ts';
import type { FetchedRecord } from '../transport/record-set.ts';

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
export type Read = FetchedRecord & { partition: number };

/** So long a reader waits for the next record. */
const SILENCE_MS = 10_000;

/**
 * Every record a topic holds now, read by a group of its own that is removed afterwards; behind an open transaction nobody
 * reads. Throws when records stop coming. `atLeast`: so many are known to be there.
 */
export async function readAll(kafka: Kafka, topic: string, atLeast = 0): Promise<Read[]> {
  const admin = kafka.admin();
  const groupId = `reader-${process.pid}-${Date.now()}-${topic}`;
  await admin.connect();
  try {
    const left = new Map<number, bigint>();
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      const count = Math.max(Number(high) - Number(low), atLeast);
      if (count > 0) left.set(partition, BigInt(low) + BigInt(count));
    }
    if (left.size === 0) return [];
    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 20, allowAutoTopicCreation: false });
    const records: Read[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const reading = new Promise<void>((done, failed) => {
      const silence = () => failed(new Error(`${topic}: silence after ${records.length} records.`));
      let timer = setTimeout(silence, SILENCE_MS);
      const eachBatch = async ({ batch }: EachBatchPayload) => {
        const { partition, messages } = batch as FetchedBatch;
        const end = left.get(partition) ?? 0n;
        for (const message of messages) if (BigInt(message.offset) < end) records.push({ ...message, partition });
        if (isReadTo(batch as FetchedBatch, end)) left.delete(partition);
        if (messages.length > 0 || left.size === 0) clearTimeout(timer);
        if (left.size === 0) done();
        else if (messages.length > 0) timer = setTimeout(silence, SILENCE_MS);
      };
      consumer.run({ autoCommit: false, eachBatch }).catch(failed);
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

/** Whether nothing more of a partition can be read up to this end: also where an open transaction hides the rest. */
export function isReadTo(batch: FetchedBatch, end: bigint): boolean {
  const next = BigInt(batch.lastOffset()) + 1n;
  return next >= end || (isHeldUp(batch) && next >= BigInt(batch.lastStableOffset));
}

const isHeldUp = ({ lastStableOffset, highWatermark }: FetchedBatch): boolean =>
  BigInt(lastStableOffset) < BigInt(highWatermark);

/** The event's own id, where its bytes tell one. */
export const idOf = (body: string): string | null => /"id":"([0-9a-f-]{36})"/.exec(body)?.[1] ?? null;

/** How a message whose bytes tell nothing is known. */
export const headersOf = (id: string | undefined): Record<string, string> => (id ? { 'x-message-id': id } : {});
