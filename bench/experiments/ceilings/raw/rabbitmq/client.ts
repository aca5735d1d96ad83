import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import amqp, { type ConfirmChannel, type ConsumeMessage } from 'amqplib';
import { bodyOf } from '../events.ts';

/** Rows 3 and 4, told to the parent: amqplib alone, publishing with confirms and then consuming what it published. */
const { url, name, durability, seconds, window, prefetch } = JSON.parse(process.argv[2] ?? '{}') as {
  url: string;
  name: string;
  durability: 'page-cache' | 'fsync';
  seconds: number;
  /** Messages on their way to the broker at a time. */
  window: number;
  prefetch: number;
};
const BODIES = Array.from({ length: 256 }, (_, n) => bodyOf(n));
const WARM_UP_SHARE = 0.2;

const connection = await amqp.connect(url, { noDelay: true });
const channel = await connection.createConfirmChannel();
await channel.assertExchange(name, 'topic', { durable: true });
const quorum = { 'x-queue-type': 'quorum', 'x-overflow': 'reject-publish' };
await channel.assertQueue(name, { durable: true, arguments: durability === 'fsync' ? quorum : {} });
await channel.bindQueue(name, name, 'OrderPlaced');

const publish = await publishFor(channel, seconds);
const consume = await consumeAll(publish.messages);
await channel.deleteQueue(name);
await channel.deleteExchange(name);
await connection.close();
process.send?.({ publish: publish.perSecond, consume });

/** Confirmed messages per second, after a warm-up. */
async function publishFor(on: ConfirmChannel, lasts: number) {
  const start = performance.now();
  const countFrom = start + lasts * 1000 * WARM_UP_SHARE;
  const end = start + lasts * 1000;
  let sent = 0;
  let confirmed = 0;
  let counted = 0;
  let last = 0;
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const more = () => {
    while (sent - confirmed < window && performance.now() < end) {
      const body = BODIES[sent++ % BODIES.length] as Buffer;
      const options = { persistent: true, mandatory: true, messageId: randomUUID(), type: 'OrderPlaced' };
      on.publish(name, 'OrderPlaced', body, { ...options, contentType: 'application/json' }, () => {
        confirmed++;
        last = performance.now();
        if (last >= countFrom) counted++;
        if (sent - confirmed <= window / 2) more();
        if (confirmed === sent && last >= end) resolve();
      });
    }
    if (confirmed === sent) resolve();
  };
  more();
  await done;
  return { messages: sent, perSecond: (counted * 1000) / (last - countFrom) };
}

/** Messages per second, from the first fifth on; whatever arrives together is acknowledged together. */
async function consumeAll(messages: number): Promise<number> {
  const countFrom = Math.floor(messages * WARM_UP_SHARE);
  const reading = await connection.createChannel();
  await reading.prefetch(prefetch);
  let seen = 0;
  let start = 0;
  let newest: ConsumeMessage | null = null;
  const { promise: done, resolve } = Promise.withResolvers<number>();
  const acknowledge = () => {
    if (newest) reading.ack(newest, true);
    newest = null;
    if (seen >= messages) resolve(((messages - countFrom) * 1000) / (performance.now() - start));
  };
  await reading.consume(name, (message) => {
    if (++seen === countFrom) start = performance.now();
    if (newest === null) setImmediate(acknowledge);
    newest = message;
  });
  const perSecond = await done;
  const closed = once(reading, 'close');
  await reading.close();
  await closed;
  return perSecond;
}
