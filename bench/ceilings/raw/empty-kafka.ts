import type { Message } from 'kafkajs';
import { complete, serveEmpty } from './empty-http.ts';
import { plainConsumer, plainKafka, plainProducer, runPlainly } from './plain-kafka.ts';

/** One service of an empty Kafka workflow: the same topics, keys, acks and batches, and nothing else. */
const { role, url, name } = JSON.parse(process.argv[2] ?? '{}') as {
  role: 'orders' | 'inventory' | 'notifications' | 'analytics';
  url: string;
  name: string;
};
const topics = { placed: `${name}-placed`, reserved: `${name}-reserved` };
const reads = {
  orders: [topics.reserved],
  inventory: [topics.placed],
  notifications: [topics.reserved],
  analytics: Object.values(topics),
}[role];

const kafka = plainKafka(role, url);
const producer = await plainProducer(kafka);
let gathered: Message[] = [];
let sending = false;
const goesTo = role === 'inventory' ? topics.reserved : topics.placed;

/** Whatever comes while one batch is on its way leaves with the next, as from an outbox: no consumer waits for it. */
async function sendGathered(): Promise<void> {
  if (sending) return;
  sending = true;
  while (gathered.length > 0) {
    const messages = gathered;
    gathered = [];
    await producer.sendBatch({ acks: -1, topicMessages: [{ topic: goesTo, messages }] });
  }
  sending = false;
}

const consumer = plainConsumer(kafka, `${name}-${role}`);
const joined = new Promise((join) => consumer.on('consumer.group_join', join));
await consumer.connect();
await consumer.subscribe({ topics: reads, fromBeginning: true });
await runPlainly(consumer, {
  before(messages) {
    if (role === 'inventory') {
      gathered.push(...messages.map(({ key, value }) => ({ key, value })));
      void sendGathered();
    }
    if (role === 'notifications') for (const { key } of messages) complete(String(key));
  },
});
await joined;
await serveEmpty((orderId, body) => {
  gathered.push({ key: orderId, value: JSON.stringify(body) });
  void sendGathered();
});
