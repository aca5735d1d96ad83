import type { ConsumeMessage } from 'amqplib';
import { serveRole } from '../smallest/event-role.ts';
import type { Tier } from '../smallest/rows.ts';
import { connected, window } from './connected.ts';

/** One service of the smallest RabbitMQ workflow: persistent, mandatory, confirmed; one acknowledgement for each batch. */
const { role, url, name, folder, durability, prefetch } = JSON.parse(process.argv[2] ?? '{}') as {
  role: 'orders' | 'inventory' | 'notifications';
  url: string;
  name: string;
  folder: string;
  durability: Tier;
  prefetch: number;
};
const quorum = durability === 'fsync' ? { 'x-queue-type': 'quorum', 'x-overflow': 'reject-publish' } : {};
const outcomes = ['InventoryReserved', 'InventoryFailed'];
const queues = { inventory: ['OrderPlaced'], orders: outcomes, notifications: outcomes };

const out = await (await connected(url)).createConfirmChannel();
out.on('return', () => {
  throw new Error('a message found no queue'); // none may be marked as sent
});
await out.assertExchange(name, 'topic', { durable: true });
for (const [consumer, events] of Object.entries(queues)) {
  await out.assertQueue(`${name}.${consumer}`, { durable: true, arguments: quorum });
  for (const event of events) await out.bindQueue(`${name}.${consumer}`, name, event);
}

await serveRole(role, [folder, durability], {
  window,
  send: (batch) =>
    Promise.all(
      batch.map(({ event: { type, id }, body }) => {
        const mandatory = type !== 'NotificationSent'; // has no queue, as in the real mode
        const options = { persistent: true, mandatory, messageId: id, type, contentType: 'application/json' };
        return new Promise<void>((confirmed, refused) => {
          out.publish(name, type, body, options, (error) => (error ? refused(error as Error) : confirmed()));
        });
      }),
    ),
  async consume(handle) {
    const channel = await (await connected(url)).createChannel();
    await channel.prefetch(prefetch);
    let waiting: ConsumeMessage[] = [];
    const workOff = () => {
      const batch = waiting;
      waiting = [];
      handle(batch.map(({ content }) => JSON.parse(content.toString()) as never));
      channel.ack(batch.at(-1) as ConsumeMessage, true);
    };
    await channel.consume(`${name}.${role}`, (message) => {
      if (message && waiting.push(message) === 1) setImmediate(workOff);
    });
  },
});
