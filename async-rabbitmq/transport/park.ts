import type { Unfit } from '../../common/messaging/deliver.ts';
import { parkedCopy } from '../../common/messaging/parked-copy.ts';
import { idsIn } from '../../common/observe/ids-in.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import type { Topology } from '../topology.ts';
import type { InHand } from './in-hand.ts';
import type { Outgoing } from './publish.ts';

export type Park = (queue: string, unfit: readonly Unfit<InHand>[]) => Promise<void>;

/**
 * Sets messages aside in the dead-letter queue of the queue they were in, as they came and with the reasons. Throws unless
 * the broker confirms them all: then nothing may be acknowledged, and they are delivered again.
 */
export function createPark(
  { log, metrics }: ServiceContext,
  topology: Topology,
  send: (messages: Outgoing[]) => Promise<boolean[]>,
): Park {
  return async (queue, unfit) => {
    const confirmed = await send(
      unfit.map(({ raw: { content, bytes, properties }, reason }) => {
        const { headers, body } = parkedCopy(queue, reason, content, bytes);
        const options = { persistent: true, mandatory: true, headers, ...properties };
        return { exchange: topology.deadLetterExchange, routingKey: queue, body, options };
      }),
    );
    if (!confirmed.every(Boolean)) throw new Error(`The dead-letter queue of ${queue} did not take a message.`);
    metrics.parked.inc(unfit.length);
    for (const { raw, reason } of unfit) {
      log.warn({ ...idsIn(raw.content, raw.properties.messageId), queue, reason }, 'message parked');
    }
  };
}
