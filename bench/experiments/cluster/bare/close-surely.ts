import type { Socket } from 'node:net';
import type { ChannelModel } from 'amqplib';
import { ANSWER_MS, within } from './bare.ts';

/** Closed for certain, also where the node does not answer: whoever stays connected keeps what was handed to him from all others. */
export async function closeSurely(connection: ChannelModel, ms = ANSWER_MS): Promise<void> {
  const closed = connection.close().then(
    () => true,
    () => true, // it was closed before
  );
  if ((await within(ms, closed)) === null) (connection.connection as unknown as { stream: Socket }).stream.destroy();
}
