import type { Channel, ConsumeMessage } from 'amqplib';
import { complete, serveEmpty } from '../empty-http.ts';
import { placedEvent, sentEvent } from '../events.ts';
import { gathered } from '../gathered.ts';
import { connected, window } from './connected.ts';

/** One service of an empty RabbitMQ workflow: the same queues, events, persistence, confirms and batches, and nothing else. */
const { role, url, name, durability, prefetch } = JSON.parse(process.argv[2] ?? '{}') as {
  role: 'orders' | 'inventory' | 'notifications';
  url: string;
  name: string;
  durability: 'page-cache' | 'fsync';
  prefetch: number;
};
const quorum = { 'x-queue-type': 'quorum', 'x-overflow': 'reject-publish' };
const queues = { inventory: 'OrderPlaced', orders: 'InventoryReserved', notifications: 'InventoryReserved' };

const publishing = await connected(url);
const out = await publishing.createConfirmChannel();
await out.assertExchange(name, 'topic', { durable: true });
for (const [consumer, event] of Object.entries(queues)) {
  const queue = `${name}.${consumer}`;
  await out.assertQueue(queue, { durable: true, arguments: durability === 'fsync' ? quorum : {} });
  await out.bindQueue(queue, name, event);
}
const publish = gathered<{ key: string; id: string; body: Buffer }>(
  (batch) =>
    Promise.all(
      batch.map(({ key, id, body }) => {
        const mandatory = key !== 'NotificationSent'; // has no queue, as in the real mode
        const options = { persistent: true, mandatory, messageId: id, contentType: 'application/json' };
        return new Promise<void>((confirmed) => void out.publish(name, key, body, options, () => confirmed()));
      }),
    ),
  window,
);

const consuming = await connected(url);
const channel = await consuming.createChannel();
await channel.prefetch(prefetch);
await consume(channel, (batch) => {
  const messages = batch.map(({ properties, content }) => ({ id: String(properties.messageId), body: content }));
  if (role === 'inventory') publish(messages.map((message) => ({ key: 'InventoryReserved', ...message })));
  if (role !== 'notifications') return;
  for (const { id } of messages) complete(id);
  publish(messages.map(({ id }) => ({ key: 'NotificationSent', id, body: bytesOf(sentEvent(id)) })));
});
await serveEmpty(
  (order) => publish([{ key: 'OrderPlaced', id: order.orderId, body: bytesOf(placedEvent(order)) }]),
  {},
);

function bytesOf(event: object): Buffer {
  return Buffer.from(JSON.stringify(event));
}

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
