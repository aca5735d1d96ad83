import type { Kafka, Producer } from 'kafkajs';
import type { LabEventType } from '../../common/contracts/payments.ts';
import { keepConnected } from '../../common/messaging/keep-connected.ts';
import type { OutboxRow } from '../../common/messaging/outbox.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import { acksOf, clientPolicy, type Topology, topicPolicy } from '../topology.ts';
import { kafkajs } from './mended-client.ts';

/** One record on its way to the broker. */
export interface Outgoing {
  topic: string;
  /** Absent: which one follows from the key. kafkajs hashes a long key for minutes: a foreign one is sent to a partition. */
  partition?: number;
  key: Buffer | string | null;
  value: Buffer | null;
  headers?: Record<string, string>;
}

/**
 * What leaves a service: events of its outbox, and dead letters. One batch at a time, and a new producer after every batch
 * whose outcome is not known.
 */
export function createPublisher(
  { settings, log, metrics }: ServiceContext,
  topology: Topology,
  kafka: Kafka,
  prepare: () => Promise<void>,
) {
  const acks = acksOf(settings);
  const link = keepConnected(log, 'publish', async () => {
    await prepare();
    const producer = producerOf(kafka);
    await producer.connect();
    const ended = new Promise((end) => producer.on('producer.disconnect', end));
    return { offer: producer, ended, close: () => producer.disconnect() };
  });

  /** Resolves when the broker has confirmed them all. Throws when that cannot be known. */
  async function send(records: Outgoing[]): Promise<void> {
    const producer = link.current();
    if (!producer) throw new Error('not connected to the broker');
    try {
      await sendBatch(producer, records, acks, settings.LAB_CONFIRM_TIMEOUT_MS);
    } catch (error) {
      if (!isTooLarge(error)) await link.drop();
      throw error;
    }
  }

  async function publish(rows: OutboxRow[]): Promise<OutboxRow[]> {
    await send(rows.map((row) => toTopic(topology, row)));
    metrics.published.inc(rows.length);
    return rows;
  }

  return { send, publish, ...link };
}

/** The broker took none of these records, because together they are too many bytes for it: it is as well as before. */
export const isTooLarge = (error: unknown): boolean =>
  ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'].includes(String((error as { type?: unknown }).type));

/** An event as its service publishes it: to the topic of its type, keyed by its order. */
export const toTopic = (topology: Topology, { type, orderId, body }: OutboxRow): Outgoing => ({
  topic: topology.topicOf[type as LabEventType],
  key: orderId,
  value: body as Buffer,
});

/** Which partition of a topic a key is put into, as the client decides it for every topic of ours. */
export function partitionOf(key: string): number {
  const partitionMetadata = Array.from({ length: topicPolicy.partitions }, (_, partitionId) => ({
    partitionId,
    leader: 0,
    partitionErrorCode: 0,
    replicas: [],
    isr: [],
  }));
  return kafkajs.Partitioners.DefaultPartitioner()({ topic: '', partitionMetadata, message: { key, value: null } });
}

/** One batch in flight and no retries of its own: the outbox repeats, so that no acknowledged record is lost. */
export const producerOf = (kafka: Kafka): Producer =>
  kafka.producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
    idempotent: clientPolicy.idempotent,
    metadataMaxAge: clientPolicy.metadataAgeMs,
    retry: { retries: 0 },
  });

export async function sendBatch(producer: Producer, records: Outgoing[], acks: number, timeout: number): Promise<void> {
  const byTopic = new Map<string, Outgoing[]>();
  for (const record of records) {
    const sameTopic = byTopic.get(record.topic);
    if (sameTopic) sameTopic.push(record);
    else byTopic.set(record.topic, [record]);
  }
  const topicMessages = [...byTopic].map(([topic, messages]) => ({ topic, messages }));
  await producer.sendBatch({ acks, timeout, topicMessages });
}
