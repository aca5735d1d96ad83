import { setTimeout } from 'node:timers/promises';
import amqp, { type ChannelModel, type ConsumeMessage } from 'amqplib';
import { type RabbitmqSetting, rabbitmqSettings } from '../../../brokers/promises/rabbitmq.ts';
import { AGAIN_MS, ANSWER_MS, type BareClient, type BareOptions, inTurn, type Turns, within } from './bare.ts';
import { closeSurely } from './close-surely.ts';
import { fromStart, readQueue } from './rabbitmq-read.ts';
import { type ConnectedTo, writerTo } from './rabbitmq-write.ts';
import { readAbandoning } from './read-abandoning.ts';

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
  const settingCalled = (name: string) => own.find((setting) => setting.name === name) as RabbitmqSetting;
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
  /** Who was asked last for what is there: whoever asks again asks another node. */
  const readAt = new Map<string, number>();
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
  async function connectAnywhere(turns: Turns<string>): Promise<ConnectedTo> {
    let last: unknown = new Error('no node');
    for (const at of turns.next()) {
      try {
        return { connection: await connectTo(at), at };
      } catch (error) {
        turns.leaveForLast(at);
        last = error;
      }
    }
    throw last;
  }

  async function alongside(setting: RabbitmqSetting, onRead: (id: string) => void): Promise<void> {
    const turns = inTurn(urls, first + 1);
    while (!closing.signal.aborted) {
      const connected = await connectAnywhere(turns).catch(() => null);
      if (connected !== null) {
        await readUntilLost(connected.connection, setting, onRead).catch(() => {}); // then again, at another node
        await closeSurely(connected.connection);
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

  /** At one node after the other, until one hands out all of it. */
  async function readSurely(setting: RabbitmqSetting): Promise<string[] | null> {
    for (let tries = 0; tries < ROUNDS * urls.length; tries++) {
      if (tries > 0) await setTimeout(AGAIN_MS);
      const at = ((readAt.get(setting.name) ?? -1) + 1) % urls.length;
      readAt.set(setting.name, at);
      const ids = await readAbandoning(
        () => connectTo(urls[at] as string),
        (connection) => readQueue(connection, nameOf(setting), setting),
        READ_MS,
      );
      if (ids !== null) return ids;
    }
    return null;
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
    open: ({ name }) => writerTo(inTurn(urls, first), connectAnywhere, settingCalled(name), `${prefix}${name}`),
    copiesOf: (setting) => [nameOf(setting)],
    async follow(onRead) {
      for (const setting of own) void alongside(setting, onRead);
    },
    async readAll(some) {
      const all: (string[] | null)[] = [];
      for (const { name } of some) all.push(await readSurely(settingCalled(name)));
      return all;
    },
    async remove() {
      closing.abort();
      await Promise.all([...open].map((connection) => closeSurely(connection)));
      const connected = await connectAnywhere(inTurn(urls)).catch(() => null);
      if (connected === null) return;
      const { connection } = connected;
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
      await closeSurely(connection);
    },
  };
}
