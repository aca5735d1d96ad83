import type { KafkaMessage } from 'kafkajs';
import { idsIn } from '../../common/observe/ids-in.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import { deadLettersOf } from '../topology.ts';
import type { Outgoing } from './publish.ts';

const MAX_PARKED_BYTES = 64 * 1024;

export type Park = (
  group: string,
  topic: string,
  partition: number,
  message: KafkaMessage,
  reason: string,
) => Promise<void>;

/**
 * Copies a record to the dead-letter topic of the group that could not handle it, with the reason and where it lies; it
 * stays in the log, and the partition goes on. Throws unless the broker confirms: then no offset may be committed.
 */
export function createPark({ log, metrics }: ServiceContext, send: (records: Outgoing[]) => Promise<void>): Park {
  return async (group, topic, partition, message, reason) => {
    const messageId = message.headers?.['x-message-id'];
    const headers = {
      ...(messageId && { 'x-message-id': String(messageId) }),
      'x-reason': reason.slice(0, 500),
      'x-consumer': group,
      'x-origin': `${topic}/${partition}/${message.offset}`,
      'x-parked-at': new Date().toISOString(),
    };
    const value = message.value?.subarray(0, MAX_PARKED_BYTES) ?? null;
    await send([{ topic: deadLettersOf(group), key: message.key, value, headers }]);
    metrics.parked.inc();
    log.warn(
      { ...idsIn(value, messageId && String(messageId)), group, origin: headers['x-origin'], reason },
      'message parked',
    );
  };
}
