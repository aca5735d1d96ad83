import { setTimeout } from 'node:timers/promises';
import amqp, { type ChannelModel, type ConsumeMessage } from 'amqplib';
import { type RabbitmqSetting, rabbitmqSettings } from '../../../brokers/promises/rabbitmq.ts';
import { AGAIN_MS, ANSWER_MS, type BareClient, type BareOptions, inTurn, within } from './bare.ts';
import { fromStart, readQueue } from './rabbitmq-read.ts';
import { writerTo } from './rabbitmq-write.ts';

const HEARTBEAT_S = 2;
const READ_MS = 15_000;
/** How often every node is asked for what a queue holds. */
const ROUNDS = 2;

/**
 * amqplib on an exchange for each setting, with a queue that is read at the end and one that is read along; of a stream the
 * same is read twice. Whoever loses a connection goes on at another node.
 */
export function rabbitmqBare({ nodes, url, prefix, settings }: BareOptions): BareClient {
  const own = rabbitmqSettings.filter(({ name }) => settings.some((setting) => setting.name === name));
  const nameOf = ({ name }: Pick<RabbitmqSetting, 'name'>) => `${prefix}${name}`;
  const alongOf = (setting: RabbitmqSetting) =>
    setting.queue === 'stream' ? nameOf(setting) : `${nameOf(setting)}-along`;
  const urls = nodes.map(({ address }) => {
    const at = new URL(url.split(',')[0] as string);
    at.host = address;
    at.searchParams.set('heartbeat', String(HEARTBEAT_S));
    return at.href;
  });
  /** Begins with the node that leads: only then does a fault of it concern whoever writes. */
  let first = 0;
  const closing = new AbortController();
  const open = new Set<ChannelModel>();

  async function connectTo(href: string): Promise<ChannelModel> {
    const connection = await amqp.connect(href, { noDelay: true, timeout: 1000 });
    connection.on('error', () => {}); // 'close' follows
    connection.once('close', () => open.delete(connection));
    open.add(connection);
    return connection;
  }

  /** At whichever node takes it; rejects when none does. */
  async function connectAnywhere(list: readonly string[]): Promise<ChannelModel> {
    let last: unknown = new Error('no node');
    for (const href of list) {
      try {
        return await connectTo(href);
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  async function alongside(setting: RabbitmqSetting, onRead: (id: string) => void): Promise<void> {
    const turns = inTurn(urls, first + 1);
    while (!closing.signal.aborted) {
      const connection = await connectAnywhere(turns()).catch(() => null);
      if (connection !== null) {
        await readUntilLost(connection, setting, onRead).catch(() => {}); // then again, at another node
        await within(
          ANSWER_MS,
          connection.close().catch(() => {}),
        );
      }
      await setTimeout(AGAIN_MS);
    }
  }

  async function readUntilLost(
    connection: ChannelModel,
    setting: RabbitmqSetting,
    onRead: (id: string) => void,
  ): Promise<void> {
    const channel = await connection.createChannel();
    const ended = Promise.withResolvers<void>();
    channel.on('error', () => {});
    channel.once('close', () => ended.resolve());
    await channel.prefetch(200);
    const read = (message: ConsumeMessage | null) => {
      if (message === null) return ended.resolve(); // the broker took the queue away
      onRead(message.content.toString());
      channel.ack(message);
    };
    await channel.consume(alongOf(setting), read, fromStart(setting.queue));
    await ended.promise;
  }

  return {
    async make(leader) {
      first = nodes.indexOf(leader);
      const connection = await connectTo(urls[first] as string);
      const channel = await connection.createChannel();
      for (const setting of own) {
        await channel.assertExchange(nameOf(setting), 'fanout', { durable: true });
        for (const queue of new Set([nameOf(setting), alongOf(setting)])) {
          const placed = setting.queue === 'classic' ? {} : { 'x-queue-leader-locator': 'client-local' };
          await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': setting.queue, ...placed } });
          await channel.bindQueue(queue, nameOf(setting), '');
        }
      }
      await connection.close();
    },
    open: ({ name }) =>
      writerTo(
        inTurn(urls, first),
        connectAnywhere,
        own.find((setting) => setting.name === name) as RabbitmqSetting,
        `${prefix}${name}`,
      ),
    copiesOf: nameOf,
    async follow(onRead) {
      for (const setting of own) void alongside(setting, onRead);
    },
    async readAll() {
      const turns = inTurn(urls);
      const all: (string[] | null)[] = [];
      for (const setting of own) {
        let ids: string[] | null = null;
        for (let tries = 0; ids === null && tries < ROUNDS * urls.length; tries++) {
          if (tries > 0) await setTimeout(AGAIN_MS);
          const reading = connectAnywhere(turns()).then((connection) =>
            readQueue(connection, nameOf(setting), setting),
          );
          // A node may take a consumer and never answer it: the next one is asked then.
          ids = await within(
            READ_MS,
            reading.catch(() => null),
          );
        }
        all.push(ids);
      }
      return all;
    },
    async remove() {
      closing.abort();
      await Promise.all(
        [...open].map((connection) =>
          within(
            ANSWER_MS,
            connection.close().catch(() => {}),
          ),
        ),
      );
      const connection = await connectAnywhere(urls).catch(() => null);
      if (connection === null) return;
      for (const setting of own) {
        for (const queue of new Set([nameOf(setting), alongOf(setting)])) {
          const channel = await connection.createChannel();
          channel.on('error', () => {});
          await within(
            ANSWER_MS,
            channel.deleteQueue(queue).catch(() => {}),
          );
        }
        const channel = await connection.createChannel();
        channel.on('error', () => {});
        await within(
          ANSWER_MS,
          channel.deleteExchange(nameOf(setting)).catch(() => {}),
        );
      }
      await within(
        ANSWER_MS,
        connection.close().catch(() => {}),
      );
    },
  };
}
