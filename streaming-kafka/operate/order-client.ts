import type { Kafka } from 'kafkajs';
import type { OrderClient, TookReply } from '../../common/capabilities.ts';
import type { Topology } from '../topology.ts';
import { producerOf, sendBatch } from '../transport/publish.ts';

const TIMEOUT_MS = 5000;

/** Appends orders to the topic of requests, and reads the replies in a group of its own. */
export async function openOrderClient(
  kafka: Kafka,
  { requests }: Topology,
  name: string,
  took: TookReply,
): Promise<OrderClient> {
  const producer = producerOf(kafka);
  const consumer = kafka.consumer({ groupId: `${requests.group}.${name}`, allowAutoTopicCreation: false });
  await Promise.all([producer.connect(), consumer.connect()]);
  const joined = new Promise<void>((resolve) => consumer.on('consumer.group_join', () => resolve()));
  await consumer.subscribe({ topics: [requests.repliesTo], fromBeginning: true });
  await consumer.run({
    autoCommitThreshold: 100,
    eachMessage: async ({ message: { headers, value } }) =>
      took(String(headers?.['correlation-id'] ?? ''), value ?? Buffer.alloc(0)),
  });
  await joined;
  const [topic = ''] = requests.topics;
  return {
    place(id, body) {
      const headers = { 'message-id': id, 'correlation-id': id, 'reply-to': requests.repliesTo };
      return sendBatch(producer, [{ topic, key: id, value: Buffer.from(body), headers }], -1, TIMEOUT_MS);
    },
    async close() {
      await Promise.all([producer.disconnect(), consumer.disconnect()]);
    },
  };
}
