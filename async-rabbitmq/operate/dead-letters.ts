import type { GetMessage } from 'amqplib';
import { orderInParked, whyNotRedriven } from '../../common/messaging/parked-copy.ts';
import type { Parked } from '../../common/mode.ts';
import { deadLettersOf, type Topology } from '../topology.ts';
import { kept } from '../transport/in-hand.ts';
import { type OperatorChannel, withChannel } from './connect.ts';

/** Takes every dead letter to look at it, and acknowledges none: closing the channel puts them back. */
export const readParked = (brokerUrl: string, { consumers }: Topology): Promise<Parked[]> =>
  withChannel(brokerUrl, async ({ channel }) => {
    const parked: Parked[] = [];
    for (const { queue } of consumers) {
      for await (const message of deadLetters(channel, queue)) parked.push(parkedOf(queue, message));
    }
    return parked;
  });

/**
 * Puts dead letters back into the queue they come from: all that can be, or the one with this message id. Returns how many.
 * An order keeps where it is to be replied to, and under which id.
 * One that the broker does not take stays, like those of which `parked` says why, and holds up no other.
 */
export const redrive = (brokerUrl: string, { consumers }: Topology, only?: string): Promise<number> =>
  withChannel(brokerUrl, async ({ channel, send }) => {
    let moved = 0;
    for (const { queue } of consumers) {
      const { messageCount } = await channel.checkQueue(deadLettersOf(queue));
      for await (const message of deadLetters(channel, queue, messageCount)) {
        const { messageId, stays } = parkedOf(queue, message);
        if (stays !== undefined || (only !== undefined && messageId !== only)) continue; // put back when the channel closes
        const options = { persistent: true, mandatory: true, ...kept(message.properties) };
        const taken = await send([{ exchange: '', routingKey: queue, body: message.content, options }]).then(
          () => true,
          () => false, // a connection that is lost is noticed by the next look
        );
        if (!taken) continue;
        channel.ack(message); // only now: a crash in between delivers it twice, and the inbox takes care of that
        moved++;
      }
      await channel.checkQueue(deadLettersOf(queue)); // answered after the last of them: one that closes before loses it
    }
    return moved;
  });

/** What lies in the dead-letter queue of a queue, at most so many: none of it is acknowledged. */
async function* deadLetters(channel: OperatorChannel['channel'], queue: string, most = Infinity) {
  for (let taken = 0; taken < most; taken++) {
    const message = await channel.get(deadLettersOf(queue), { noAck: false });
    if (!message) return;
    yield message;
  }
}

function parkedOf(consumer: string, { properties, content }: GetMessage): Parked {
  const { messageId, headers = {} } = properties;
  const body = content.toString('utf8');
  const stays = whyNotRedriven(headers['x-cut-from']);
  return {
    messageId: messageId ?? null,
    orderId: orderInParked(body),
    consumer,
    reason: reasonIn(headers),
    body,
    ...(stays !== null && { stays }),
  };
}

/** Ours, or that of the broker where it was the one that gave up a message; anybody may have written anything there. */
function reasonIn(headers: Record<string, unknown>): string {
  const deaths: unknown = headers['x-death'];
  const death: unknown = Array.isArray(deaths) ? deaths[0] : null;
  const broker = typeof death === 'object' && death !== null && 'reason' in death ? death.reason : null;
  const reason = headers['x-reason'] ?? broker;
  return typeof reason === 'string' ? reason : 'unknown';
}
