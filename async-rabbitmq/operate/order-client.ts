import type { OrderClient, TookReply } from '../../common/capabilities.ts';
import type { Topology } from '../topology.ts';
import { directReplyTo } from '../transport/in-hand.ts';
import { openChannel } from './connect.ts';

/** A queue of replies that nobody reads is gone after this. */
const UNREAD_MS = 60_000;

/** Places orders through the broker, and reads the replies from a queue of its own; without a name by direct reply-to. */
export async function openOrderClient(
  brokerUrl: string,
  { requests }: Topology,
  name: string | null,
  took: TookReply,
): Promise<OrderClient> {
  const { channel, send, close } = await openChannel(brokerUrl);
  const replyTo = name === null ? directReplyTo : requests.repliesTo + name;
  if (name !== null) await channel.assertQueue(replyTo, { durable: true, arguments: { 'x-expires': UNREAD_MS } });
  await channel.consume(
    replyTo,
    (message) => {
      if (!message) return;
      took(String(message.properties.correlationId), message.content);
      if (name !== null) channel.ack(message);
    },
    { noAck: name === null },
  );
  return {
    place: (id, body) =>
      send([
        {
          exchange: '',
          routingKey: requests.queue,
          body: Buffer.from(body),
          options: { persistent: true, mandatory: true, messageId: id, correlationId: id, replyTo },
        },
      ]),
    close,
  };
}
