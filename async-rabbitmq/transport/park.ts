import type { ConsumeMessage } from 'amqplib';
import { idsIn } from '../../common/observe/ids-in.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import type { Topology } from '../topology.ts';
import type { Outgoing } from './publish.ts';

const MAX_PARKED_BYTES = 64 * 1024;

export type Park = (queue: string, message: ConsumeMessage, reason: string) => Promise<void>;

/**
 * Sets a message aside in the dead-letter queue of the queue it was in, as it came and with the reason. Throws unless the
 * broker confirms: then nothing may be acknowledged, and it is delivered again.
 */
export function createPark(
  { log, metrics }: ServiceContext,
  topology: Topology,
  send: (messages: Outgoing[]) => Promise<boolean[]>,
): Park {
  return async (queue, message, reason) => {
    const { messageId } = message.properties;
    const headers = { 'x-reason': reason.slice(0, 500), 'x-consumer': queue, 'x-parked-at': new Date().toISOString() };
    const options = { persistent: true, mandatory: true, messageId, headers };
    const body = message.content.subarray(0, MAX_PARKED_BYTES);
    const [confirmed] = await send([{ exchange: topology.deadLetterExchange, routingKey: queue, body, options }]);
    if (!confirmed) throw new Error(`The dead-letter queue of ${queue} did not take a message.`);
    metrics.parked.inc();
    log.warn({ ...idsIn(body, messageId), queue, reason }, 'message parked');
  };
}
