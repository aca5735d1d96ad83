import type { Parked } from '../../common/mode.ts';
import { deadLettersOf, type Topology } from '../topology.ts';
import { withChannel } from './connect.ts';

/** Takes every dead letter to look at it, and acknowledges none: closing the channel puts them back. */
export const readParked = (brokerUrl: string, { consumers }: Topology): Promise<Parked[]> =>
  withChannel(brokerUrl, async ({ channel }) => {
    const next = (queue: string) => channel.get(deadLettersOf(queue), { noAck: false });
    const parked: Parked[] = [];
    for (const { queue } of consumers) {
      for (let message = await next(queue); message; message = await next(queue)) {
        const { messageId, headers = {} } = message.properties;
        const reason = headers['x-reason'] ?? headers['x-death']?.[0]?.reason ?? 'unknown';
        const body = message.content.toString('utf8');
        parked.push({
          messageId: messageId ?? null,
          orderId: subjectOf(body),
          consumer: queue,
          reason: String(reason),
          body,
        });
      }
    }
    return parked;
  });

/** Puts dead letters back into the queue they come from: all, or the one with this message id. Returns how many. */
export const redrive = (brokerUrl: string, { consumers }: Topology, only?: string): Promise<number> =>
  withChannel(brokerUrl, async ({ channel, send }) => {
    let moved = 0;
    for (const { queue } of consumers) {
      const { messageCount } = await channel.checkQueue(deadLettersOf(queue));
      for (let left = messageCount; left > 0; left--) {
        const message = await channel.get(deadLettersOf(queue), { noAck: false });
        if (!message) break;
        const { messageId, type } = message.properties;
        if (only !== undefined && messageId !== only) continue; // put back when the channel closes
        const options = { persistent: true, mandatory: true, messageId, type };
        await send([{ exchange: '', routingKey: queue, body: message.content, options }]);
        channel.ack(message); // only now: a crash in between delivers it twice, and the inbox takes care of that
        moved++;
      }
    }
    return moved;
  });

function subjectOf(body: string): string | null {
  return /"subject":"([0-9a-f-]{36})"/.exec(body)?.[1] ?? null;
}
