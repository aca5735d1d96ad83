import amqp, { type Channel, type ConsumeMessage } from 'amqplib';
import { complete, serveEmpty } from './empty-http.ts';

/** One service of an empty RabbitMQ workflow: the same queues, persistence, confirms and batches, and nothing else. */
const { role, url, name, durability, prefetch } = JSON.parse(process.argv[2] ?? '{}') as {
  role: 'orders' | 'inventory' | 'notifications';
  url: string;
  name: string;
  durability: 'page-cache' | 'fsync';
  prefetch: number;
};
const quorum = { 'x-queue-type': 'quorum', 'x-overflow': 'reject-publish' };
const queues = { inventory: 'OrderPlaced', orders: 'InventoryReserved', notifications: 'InventoryReserved' };

const publishing = await amqp.connect(url, { noDelay: true });
const out = await publishing.createConfirmChannel();
await out.assertExchange(name, 'topic', { durable: true });
for (const [consumer, event] of Object.entries(queues)) {
  const queue = `${name}.${consumer}`;
  await out.assertQueue(queue, { durable: true, arguments: durability === 'fsync' ? quorum : {} });
  await out.bindQueue(queue, name, event);
}
const publish = (key: string, messageId: string, body: Buffer) =>
  new Promise<void>((confirmed) => {
    const options = { persistent: true, mandatory: true, messageId, contentType: 'application/json' };
    out.publish(name, key, body, options, () => confirmed());
  });

const consuming = await amqp.connect(url, { noDelay: true });
const channel = await consuming.createChannel();
await channel.prefetch(prefetch);
await consume(channel, (batch) => {
  const ids = batch.map(({ properties }) => String(properties.messageId));
  if (role === 'inventory') {
    // As from an outbox: its confirms are waited for by nobody who consumes.
    batch.forEach(({ content }, n) => void publish('InventoryReserved', ids[n] ?? '', content));
  }
  if (role === 'notifications') for (const id of ids) complete(id);
});
await serveEmpty((orderId, body) => {
  void publish('OrderPlaced', orderId, Buffer.from(JSON.stringify(body)));
});

/** Batches of whatever is there, each acknowledged as a whole. */
async function consume(from: Channel, handle: (batch: ConsumeMessage[]) => void): Promise<void> {
  let waiting: ConsumeMessage[] = [];
  let working = false;
  const workOff = () => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      handle(batch);
      const last = batch.at(-1);
      if (last) from.ack(last, true);
    }
    working = false;
  };
  await from.consume(`${name}.${role}`, (message) => {
    if (message) waiting.push(message);
    if (working) return;
    working = true;
    setImmediate(workOff);
  });
}
