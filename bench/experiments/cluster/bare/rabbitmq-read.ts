import { setTimeout } from 'node:timers/promises';
import type { ChannelModel } from 'amqplib';
import type { RabbitmqSetting } from '../../../brokers/promises/rabbitmq.ts';
import { ANSWER_MS, within } from './bare.ts';

/** Nothing more came for so long: it is read to its end; where less came than the broker counts, for so much longer. */
const SILENT_MS = 1000;
const LONG_SILENT_MS = 6000;
/** More than a trial writes: everything is handed out, and put back unacknowledged. */
const MOST_READ = 20_000;

export const fromStart = (queue: RabbitmqSetting['queue']) =>
  queue === 'stream' ? { arguments: { 'x-stream-offset': 'first' } } : {};

/** All that stands in it; nothing where it is gone. Rejects when it cannot be read. Closes the connection. */
export async function readQueue(connection: ChannelModel, name: string, { queue }: RabbitmqSetting): Promise<string[]> {
  try {
    const channel = await connection.createChannel();
    channel.on('error', () => {});
    const found = await channel.checkQueue(name).catch((error: { code?: number }) => {
      if (error.code === 404) return null; // gone, with all that was in it
      throw error;
    });
    if (found === null) return [];
    const ids: string[] = [];
    let last = performance.now();
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
    const silentMs = () => performance.now() - last;
    while (silentMs() < SILENT_MS || (ids.length < found.messageCount && silentMs() < LONG_SILENT_MS))
      await setTimeout(50);
    return ids;
  } finally {
    await within(
      ANSWER_MS,
      connection.close().catch(() => {}),
    );
  }
}
