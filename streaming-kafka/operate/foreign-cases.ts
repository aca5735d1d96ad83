import { randomUUID } from 'node:crypto';
import { kafkaAccess, readSettings } from '../../common/base/config.ts';
import { encodeEvent } from '../../common/contracts/encode-event.ts';
import type { ForeignCase } from '../../common/mode.ts';
import { type Topology, topicPolicy } from '../topology.ts';

/** A record as that client takes it. */
interface Foreign {
  key?: string;
  value: string | Buffer;
  headers?: Record<string, string>;
}

const packings = ['gzip', 'snappy', 'lz4', 'zstd'] as const;
type Packing = (typeof packings)[number];

const GARBAGE = '{"specversion":';
const letters = (count: number): string => 'k'.repeat(count);
const times = <Item>(count: number, make: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => make(at));

/**
 * What another client can append to the topics: in every compression, of every size, given up again. It is sent by
 * @platformatic/kafka, which is there for this and for tests alone.
 */
export function foreignCases(brokers: string, { topics, consumers }: Topology): ForeignCase[] {
  const readers = consumers.filter((consumer) => consumer.topics.includes(topics.orders)).length;
  const order = (name: string, records: Foreign[], packing?: Packing): ForeignCase => ({
    name,
    parked: records.length * readers,
    send: () => append(brokers, topics.orders, records, packing),
  });
  return [
    ...packings.map((packing) =>
      order(`a record packed with ${packing} that is no event`, [{ value: GARBAGE }], packing),
    ),
    order('30 MB of JSON in a few kB', [{ value: `[${'{},'.repeat(10_000_000)}{}]` }], 'gzip'),
    order('a record with a key of 1 MB', [{ key: letters(1_000_000), value: GARBAGE }]),
    order('a record with a message id of 900 kB', [{ value: GARBAGE, headers: { 'x-message-id': letters(900_000) } }]),
    order('a record with 10,000 headers', [
      { value: GARBAGE, headers: Object.fromEntries(times(10_000, (at) => [`h${at}`, 'x'])) },
    ]),
    order('a record of 900 kB', [{ value: JSON.stringify({ specversion: '1.0', data: letters(900_000) }) }]),
    order(
      '2,000 records of one byte',
      times(2000, () => ({ value: 'x' })),
    ),
    {
      name: '1,000 outcomes of orders that nobody placed', // only whoever keeps orders can tell
      parked: 1000,
      send: () =>
        append(
          brokers,
          topics.inventory,
          times(1000, () => ({ value: outcome() })),
        ),
    },
    {
      name: 'an order of a transaction that was given up',
      parked: 0,
      send: () => giveUp(brokers, topics.orders),
    },
  ];
}

/** Bytes of any kind, to whoever reads orders. One client for all of them. */
export function foreignSender(brokers: string, { topics, consumers }: Topology) {
  const topic = topics.orders;
  const readers = consumers.filter((consumer) => consumer.topics.includes(topic)).length;
  let connecting: ReturnType<typeof connect> | null = null;
  return {
    async send(bodies: readonly Uint8Array[]): Promise<number> {
      const producer = await (connecting ??= connect(brokers));
      const messages = bodies.map((body, at) => ({
        topic,
        partition: at % topicPolicy.partitions,
        value: Buffer.from(body),
      }));
      if (messages.length > 0) await producer.send({ messages, acks: -1 });
      return bodies.length * readers;
    },
    close: async () => (await connecting)?.close(),
  };
}

function outcome(): string {
  const orderId = randomUUID();
  const about = { id: randomUUID(), subject: orderId, correlationid: orderId, time: new Date().toISOString() };
  const data = { orderId, customer: { name: 'Nobody', email: 'nobody@lab.example' }, reason: 'out-of-stock' };
  const event = { ...about, specversion: '1.0', source: 'somebody', type: 'InventoryFailed', data } as const;
  return encodeEvent({ ...event, datacontenttype: 'application/json' }).toString();
}

async function append(brokers: string, topic: string, records: Foreign[], packing?: Packing): Promise<void> {
  const producer = await connect(brokers);
  try {
    const messages = records.map((record) => ({ topic, partition: 0, ...record }));
    await producer.send({ messages, acks: -1, ...(packing && { compression: packing }) });
  } finally {
    await producer.close();
  }
}

async function giveUp(brokers: string, topic: string): Promise<void> {
  const transactionalId = `somebody-${randomUUID()}`;
  const producer = await connect(brokers, transactionalId);
  try {
    const transaction = await producer.beginTransaction({ transactionalId } as never);
    await transaction.send({ messages: [{ topic, partition: 0, value: GARBAGE }] });
    await transaction.abort();
  } finally {
    await producer.close();
  }
}

const asBytes = (some?: string | Buffer) => (some === undefined ? undefined : Buffer.from(some as string));

async function connect(brokers: string, transactionalId?: string) {
  const { Producer } = await import('@platformatic/kafka');
  const { KAFKA_USER, KAFKA_PASSWORD, KAFKA_TLS } = readSettings({ LAB_DATA_DIR: '.', ...kafkaAccess() });
  return new Producer({
    clientId: 'somebody-else',
    bootstrapBrokers: brokers.split(','),
    serializers: { key: asBytes, value: asBytes, headerKey: asBytes, headerValue: asBytes },
    ...(transactionalId && { transactionalId, idempotent: true }),
    ...(KAFKA_TLS && { tls: {} }),
    ...(KAFKA_USER && { sasl: { mechanism: 'SCRAM-SHA-512', username: KAFKA_USER, password: KAFKA_PASSWORD } }),
  });
}
