import { serveRole } from '../smallest/event-role.ts';
import type { Tier } from '../smallest/rows.ts';
import { plainConsumer, plainKafka, plainProducer, runPlainly } from './plain.ts';

/** One service of the smallest Kafka workflow: acks=all, one batch at a time; offsets are told after the commit. */
const { role, url, name, folder, durability } = JSON.parse(process.argv[2] ?? '{}') as {
  role: 'orders' | 'inventory' | 'notifications';
  url: string;
  name: string;
  folder: string;
  durability: Tier;
};
const topicOf = { orders: `${name}-placed`, inventory: `${name}-reserved`, notifications: `${name}-sent` };
const reads = { orders: topicOf.inventory, inventory: topicOf.orders, notifications: topicOf.inventory }[role];

const kafka = plainKafka(role, url);
const producer = await plainProducer(kafka);

await serveRole(role, [folder, durability], {
  window: 1,
  send(batch) {
    const messages = batch.map(({ event, body }) => ({ key: event.subject, value: body }));
    return producer.sendBatch({ acks: -1, topicMessages: [{ topic: topicOf[role], messages }] });
  },
  async consume(handle) {
    const consumer = plainConsumer(kafka, `${name}-${role}`);
    const joined = new Promise((join) => consumer.on('consumer.group_join', join));
    await consumer.connect();
    await consumer.subscribe({ topics: [reads], fromBeginning: true });
    await runPlainly(consumer, (messages) => handle(messages.map(({ value }) => JSON.parse(String(value)) as never)));
    await joined;
  },
});
