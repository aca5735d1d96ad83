import type { Ceiling } from '../../../record/run-file.ts';
import { ourSettings } from '../our-settings.ts';

/** One line of the table, before anything is measured. */
export type Line = Pick<Ceiling, 'row' | 'raw' | 'ours' | 'unit' | 'target'>;

/** The smallest programs for one kind of broker: its client library with nothing of ours on it. */
export interface RawPrograms {
  /** One service of an empty workflow. */
  empty: URL;
  /** Makes and removes what such a workflow has on the broker. */
  admin: URL;
  /** Publishes, and then consumes what it published. */
  client: URL;
  /** Its lines in the table. */
  publish: Line;
  consume: Line;
  /** A second consumer of a queue, which tells when something is delivered again. Absent: another row tells of that. */
  watcher?: URL;
}

/** By the kind of the broker, in the order of their rows. A mode with another broker has no such lines. */
export const rawPrograms: Record<string, RawPrograms> = {
  rabbitmq: {
    empty: new URL('./rabbitmq/empty.ts', import.meta.url),
    admin: new URL('./rabbitmq/admin.ts', import.meta.url),
    client: new URL('./rabbitmq/client.ts', import.meta.url),
    watcher: new URL('./rabbitmq/watcher.ts', import.meta.url),
    publish: {
      row: 3,
      raw: `amqplib: publish and confirm, same kind of queue, ${ourSettings.publishBatch} at a time`,
      ours: 'the outbox of the order service, published and confirmed',
      unit: 'messages/s',
      target: { atLeast: 0.9 },
    },
    consume: {
      row: 4,
      raw: 'amqplib: consume with an empty handler, same prefetch, one acknowledgement per batch',
      ours: 'the inventory service with its store, working off a full queue',
      unit: 'messages/s',
      target: { atLeast: 0.75 },
    },
  },
  kafka: {
    empty: new URL('./kafka/empty.ts', import.meta.url),
    admin: new URL('./kafka/admin.ts', import.meta.url),
    client: new URL('./kafka/client.ts', import.meta.url),
    publish: {
      row: 5,
      raw: `kafkajs: sendBatch of ${ourSettings.publishBatch}, acks=all`,
      ours: 'the outbox of the order service, published and confirmed',
      unit: 'messages/s',
      target: { atLeast: 0.9 },
    },
    consume: {
      row: 6,
      raw: 'kafkajs: eachBatch with an empty handler, offsets committed per batch',
      ours: 'the inventory service with its store, working off a full log',
      unit: 'messages/s',
      target: { atLeast: 0.75 },
    },
  },
};
