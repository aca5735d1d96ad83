import { setTimeout } from 'node:timers/promises';
import type { Channel, ChannelModel } from 'amqplib';
import type { RabbitmqSetting } from '../../../brokers/promises/rabbitmq.ts';

/** More than a trial writes: everything is handed out, and put back unacknowledged. */
const MOST_READ = 20_000;
const LOOK_EVERY_MS = 50;

/** Nothing more came for so long: it is read to its end; where less came than the broker counts, or it counts none, for so much longer. */
interface Patience {
  silentMs: number;
  longSilentMs: number;
}

export const fromStart = (queue: RabbitmqSetting['queue']) =>
  queue === 'stream' ? { arguments: { 'x-stream-offset': 'first' } } : {};

/**
 * All that stands in it; nothing where it is gone. Rejects when it was not read to its end: what is only unread is not lost. It is for
 * whoever opened the connection to close it, which puts everything back.
 */
export async function readQueue(
  connection: ChannelModel,
  name: string,
  { queue }: Pick<RabbitmqSetting, 'queue'>,
  { silentMs, longSilentMs }: Patience = { silentMs: 1000, longSilentMs: 6000 },
): Promise<string[]> {
  const channel = await connection.createChannel();
  channel.on('error', () => {});
  const found = await countIn(channel, name);
  if (found === null) return [];
  if (queue !== 'stream' && found.consumerCount > 0) throw new Error(`another reader still holds what is in ${name}`);
  const ids: string[] = [];
  let last = 0;
  await channel.prefetch(MOST_READ);
  await channel.consume(
    name,
    (message) => {
      if (!message) return;
      last = performance.now();
      ids.push(message.content.toString());
      if (queue === 'stream') channel.ack(message); // stays; of the others nothing is taken away before the end
    },
    fromStart(queue),
  );
  last = Math.max(last, performance.now()); // until now nothing could come
  // A broker that is busy counts none: https://github.com/rabbitmq/rabbitmq-server/blob/v4.0.5/deps/rabbit/src/rabbit_quorum_queue.erl
  const isAll = () => found.messageCount > 0 && ids.length >= found.messageCount;
  while (performance.now() - last < (isAll() ? silentMs : longSilentMs)) await setTimeout(LOOK_EVERY_MS);
  await expectAll(channel, name, queue, Math.max(found.messageCount, 0), ids.length);
  return ids;
}

/** What it counts, or null where it is gone, with all that was in it. */
async function countIn(channel: Channel, name: string) {
  try {
    return await channel.checkQueue(name);
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** A broker also calls not found what is there and cannot be reached now, or does not run: only one of its sentences says that it is gone. */
const isGone = (error: unknown): boolean => {
  const { code, message } = error as { code?: number; message?: string };
  return code === 404 && /NOT_FOUND - no queue '/.test(message ?? '');
};

/** A second look: what is still to be handed out, or has come in between, was not read. A stream counts all that it has, always. */
async function expectAll(
  channel: Channel,
  name: string,
  queue: RabbitmqSetting['queue'],
  counted: number,
  read: number,
): Promise<void> {
  const { messageCount } = await channel.checkQueue(name);
  const there = queue === 'stream' ? Math.max(counted, messageCount) : Math.max(counted, read + messageCount);
  if (read < there) throw new Error(`${read} of ${there} records of ${name} were read`);
}
