import type { Message } from 'kafkajs';
import { complete, serveEmpty } from '../empty-http.ts';
import { placedEvent, sentEvent } from '../events.ts';
import { gathered } from '../gathered.ts';
import { plainConsumer, plainKafka, plainProducer, runPlainly } from './plain.ts';

/** One service of an empty Kafka workflow: the same topics, events, keys, acks and batches, and nothing else. */
const { role, url, name } = JSON.parse(process.argv[2] ?? '{}') as {
  role: 'orders' | 'inventory' | 'notifications';
  url: string;
  name: string;
};
const topics = { placed: `${name}-placed`, reserved: `${name}-reserved`, sent: `${name}-sent` };
const reads = {
  orders: [topics.reserved],
  inventory: [topics.placed],
  notifications: [topics.reserved],
}[role];
const writes = { orders: topics.placed, inventory: topics.reserved, notifications: topics.sent }[role];

const kafka = plainKafka(role, url);
const producer = await plainProducer(kafka);
const publish = gathered<Message>(
  (messages) => producer.sendBatch({ acks: -1, topicMessages: [{ topic: writes, messages }] }),
  1,
);

const consumer = plainConsumer(kafka, `${name}-${role}`);
const joined = new Promise((join) => consumer.on('consumer.group_join', join));
await consumer.connect();
await consumer.subscribe({ topics: reads, fromBeginning: true });
await runPlainly(consumer, (messages) => {
  if (role === 'inventory') publish(messages.map(({ key, value }) => ({ key, value })));
  if (role !== 'notifications') return;
  for (const { key } of messages) complete(String(key));
  publish(messages.map(({ key }) => ({ key, value: JSON.stringify(sentEvent(String(key))) })));
});
await joined;
await serveEmpty((order) => publish([{ key: order.orderId, value: JSON.stringify(placedEvent(order)) }]), {});
