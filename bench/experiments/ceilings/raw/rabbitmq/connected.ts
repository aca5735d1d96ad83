import type { Duplex } from 'node:stream';
import amqp, { type ChannelModel } from 'amqplib';
import { clientPolicy } from '../../../../../async-rabbitmq/topology.ts';
import { gatherWrites } from '../../../../../common/messaging/gather-writes.ts';

/** Batches that may be on their way at a time: as many as of ours. */
export const { window } = clientPolicy;

/** As ours connect: without Nagle's algorithm, and with the writes of one turn in one go. */
export async function connected(url: string): Promise<ChannelModel> {
  const connection = await amqp.connect(url, { noDelay: true });
  gatherWrites((connection.connection as unknown as { stream: Duplex }).stream);
  return connection;
}
