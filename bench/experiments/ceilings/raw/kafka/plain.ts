import type { Consumer, EachBatchPayload, Kafka, Producer, TopicPartitionOffsetAndMetadata } from 'kafkajs';
import { readSettings } from '../../../../../common/base/config.ts';
import { clientPolicy, fetchWaitMs, heartbeatMs } from '../../../../../streaming-kafka/topology.ts';
import { kafkajs } from '../../../../../streaming-kafka/transport/mended-client.ts';

/** Of each topic, all read at once: as many as the mode has. */
export const PARTITIONS = 4;

/** kafkajs, mended as ours is, as every raw side uses it; what differs between them is what they do with it. */
export const plainKafka = (clientId: string, url: string): Kafka =>
  new kafkajs.Kafka({ clientId, brokers: url.split(','), logLevel: kafkajs.logLevel.NOTHING });

export async function plainProducer(kafka: Kafka): Promise<Producer> {
  const createPartitioner = kafkajs.Partitioners.DefaultPartitioner;
  const producer = kafka.producer({ createPartitioner, allowAutoTopicCreation: false, retry: { retries: 0 } });
  await producer.connect();
  return producer;
}

/** A member with the timeouts of ours. */
export function plainConsumer(kafka: Kafka, groupId: string): Consumer {
  const settings = readSettings({ LAB_DATA_DIR: '.' });
  return kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    sessionTimeout: settings.LAB_KAFKA_SESSION_TIMEOUT_MS,
    heartbeatInterval: heartbeatMs(settings),
    maxWaitTimeInMs: fetchWaitMs(settings),
  });
}

type Messages = EachBatchPayload['batch']['messages'];

/** Consumes batch by batch: `handle` comes before the offset of a batch is told, of all partitions together and a moment later. */
export function runPlainly(consumer: Consumer, handle: (messages: Messages) => void): Promise<void> {
  const offsets = new Map<string, TopicPartitionOffsetAndMetadata>();
  const tell = () => {
    const all = [...offsets.values()];
    offsets.clear();
    void consumer.commitOffsets(all);
  };
  return consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: PARTITIONS,
    async eachBatch({ batch: { messages, topic, partition }, heartbeat, resolveOffset }) {
      const last = messages.at(-1);
      if (!last) return;
      handle(messages);
      resolveOffset(last.offset);
      if (offsets.size === 0) setTimeout(tell, clientPolicy.tellAfterMs);
      offsets.set(`${topic}/${partition}`, { topic, partition, offset: String(BigInt(last.offset) + 1n) });
      await heartbeat();
    },
  });
}
