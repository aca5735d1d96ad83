import kafkajs, { type Consumer, type EachBatchPayload, type Kafka, type Producer } from 'kafkajs';

/** Of each topic, all read at once: as many as the mode has. */
export const PARTITIONS = 4;

/** kafkajs as every raw side uses it; what differs between them is what they do with it. */
export const plainKafka = (clientId: string, url: string): Kafka =>
  new kafkajs.Kafka({ clientId, brokers: url.split(','), logLevel: kafkajs.logLevel.NOTHING });

export async function plainProducer(kafka: Kafka): Promise<Producer> {
  const createPartitioner = kafkajs.Partitioners.DefaultPartitioner;
  const producer = kafka.producer({ createPartitioner, allowAutoTopicCreation: false, retry: { retries: 0 } });
  await producer.connect();
  return producer;
}

export const plainConsumer = (kafka: Kafka, groupId: string): Consumer =>
  kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 500 });

type Messages = EachBatchPayload['batch']['messages'];

/** Consumes batch by batch: `handle` comes before the offset of a batch is committed. */
export const runPlainly = (consumer: Consumer, handle: (messages: Messages) => void): Promise<void> =>
  consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: PARTITIONS,
    async eachBatch({ batch: { messages, topic, partition }, heartbeat, resolveOffset }) {
      const last = messages.at(-1);
      if (!last) return;
      handle(messages);
      await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(last.offset) + 1n) }]);
      resolveOffset(last.offset);
      await heartbeat();
    },
  });
