import { randomBytes, randomUUID } from 'node:crypto';
import { type CompressionAlgorithmValue, Producer, stringSerializers } from '@platformatic/kafka';
import { afterEach, expect, inject, onTestFinished, test, vi } from 'vitest';
import { MAX_EVENT_BYTES } from '../../common/contracts/envelope.ts';
import { OrderPlacedEvent } from '../../common/contracts/events.ts';
import type { Parked } from '../../common/mode.ts';
import { eventOf, placed } from '../../common/testing/samples.ts';
import { serviceContext } from '../../common/testing/service-context.ts';
import { readBacklog } from '../operate/backlog.ts';
import { connectAs } from '../operate/connect.ts';
import { readParked, redrive } from '../operate/dead-letters.ts';
import { clientPolicy, deadLettersOf } from '../topology.ts';
import { createTransport, type Transport } from '../transport.ts';

const WAIT = { timeout: 20_000, interval: 20 };
const GARBAGE = '{"specversion":';
const open: Transport[] = [];

/** One consumer of orders, as inventory is, that keeps the quantities it was given; and what a stranger needs. */
async function newConsumer() {
  const brokers = inject('brokers').kafka as string;
  const context = serviceContext({
    KAFKA_BROKERS: brokers,
    LAB_NAMESPACE: `f${randomBytes(4).toString('hex')}.`,
    LAB_KAFKA_SESSION_TIMEOUT_MS: '1000',
  });
  const transport = createTransport(context);
  open.push(transport);
  const { topology } = transport;
  const handled: number[] = [];
  const { inventory } = topology;
  transport.consume({ ...inventory, accepts: OrderPlacedEvent }, async (batch) => {
    handled.push(...batch.map(({ event }) => event.data.items[0]?.quantity ?? 0));
  });
  await vi.waitFor(() => transport.ready(), WAIT);
  const kafka = connectAs('test', brokers);
  const admin = kafka.admin();
  await admin.connect();
  onTestFinished(() => admin.disconnect());
  const only = { ...topology, consumers: [inventory] };
  return {
    context,
    transport,
    handled,
    admin,
    topic: topology.topics.orders,
    deadLetters: deadLettersOf(inventory.group),
    parked: () => readParked(kafka, only),
    redrive: () => redrive(kafka, admin, only),
    backlog: async () => (await readBacklog(admin, only))[0]?.waiting,
    untilParked: (count: number) => untilParked(() => readParked(kafka, only), count),
    metric: async (name: string) => (await context.metrics.registry.getSingleMetric(name)?.get())?.values ?? [],
  };
}

/** Reads the topic as it is: to be asked for once there is something in it. */
async function untilParked(read: () => Promise<Parked[]>, count: number): Promise<Parked[]> {
  return vi.waitFor(async () => {
    const parked = await read();
    expect(parked.length).toBeGreaterThanOrEqual(count);
    return parked;
  }, WAIT);
}

async function stranger(transactionalId?: string) {
  const producer = new Producer({
    clientId: 'stranger',
    bootstrapBrokers: [inject('brokers').kafka as string],
    serializers: stringSerializers,
    ...(transactionalId && { transactionalId, idempotent: true }),
  });
  onTestFinished(() => producer.close());
  return producer;
}

interface Foreign {
  key?: string;
  value: string;
  headers?: Record<string, string>;
}

async function append(topic: string, records: Foreign[], compression: CompressionAlgorithmValue = 'none') {
  const producer = await stranger();
  await producer.send({ messages: records.map((one) => ({ topic, partition: 0, ...one })), acks: -1, compression });
}

const order = (quantity: number) => JSON.stringify(eventOf(placed([{ sku: 'TEA-ASSAM', quantity }])));
const letters = (count: number) => 'k'.repeat(count);

afterEach(async () => {
  for (const transport of open.splice(0)) {
    await transport.stopConsuming();
    await transport.close();
  }
});

test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)(
  'orders that another client packed with %s are handled',
  async (compression) => {
    const { topic, handled, backlog } = await newConsumer();
    await append(topic, [{ value: order(1) }, { value: order(2) }], compression);
    await vi.waitFor(() => expect(handled).toEqual([1, 2]), WAIT);
    await vi.waitFor(async () => expect(await backlog()).toBe(0), WAIT);
  },
);

test('30 MB of JSON in a few kB are skipped as one batch, parked and counted, and the next order is handled', async () => {
  const { topic, handled, untilParked: until, metric, redrive: back } = await newConsumer();
  await append(topic, [{ value: `[${'{},'.repeat(10_000_000)}{}]` }], 'gzip');
  await append(topic, [{ value: order(7) }]);
  await vi.waitFor(() => expect(handled).toEqual([7]), WAIT);
  const [parked] = await until(1);
  expect(parked?.reason).toMatch(/^unreadable: 1 records of a batch: /);
  expect(parked?.stays).toMatch(/batch/);
  expect(await metric('records_skipped_total')).toMatchObject([{ value: 1 }]);
  expect(await back()).toBe(0);
});

test.each([
  ['a key of 500 kB', { key: letters(500_000), value: GARBAGE }],
  ['a key of 1 MB', { key: letters(1_000_000), value: GARBAGE }],
  ['a message id of 900 kB', { value: GARBAGE, headers: { 'x-message-id': letters(900_000) } }],
  [
    '10,000 headers',
    { value: GARBAGE, headers: Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`h${at}`, 'x'])) },
  ],
  ['a body of 900 kB', { value: letters(900_000) }],
] as [string, Foreign][])(
  'a record with %s is parked within a second, and the next order is handled',
  async (_, record) => {
    const { topic, handled, untilParked: until } = await newConsumer();
    await append(topic, [record]);
    const sentAt = performance.now();
    await append(topic, [{ value: order(3) }]);
    await vi.waitFor(() => expect(handled).toEqual([3]), WAIT);
    expect(performance.now() - sentAt).toBeLessThan(1000);
    const [parked] = await until(1);
    expect(parked?.messageId).toBeNull();
    expect(parked?.stays === undefined).toBe(record.key === undefined && record.value === GARBAGE);
  },
);

test('a copy that the dead-letter topic does not take is parked without its body', async () => {
  const { topic, handled, deadLetters, admin, untilParked: until } = await newConsumer();
  const TOPIC = 2;
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: TOPIC, name: deadLetters, configEntries: [{ name: 'max.message.bytes', value: '1000' }] }],
  });
  await append(topic, [
    { value: `${GARBAGE}${randomBytes(2000).toString('hex')}` },
    { value: GARBAGE },
    { value: order(4) },
  ]);
  await vi.waitFor(() => expect(handled).toEqual([4]), WAIT);
  const parked = await until(2);
  expect(parked.map(({ body }) => body)).toEqual(['', GARBAGE]);
  expect(parked.map(({ stays }) => stays !== undefined)).toEqual([true, false]);
});

test('what a body was cut to is told, and it stays where it is; its uncut neighbour goes back', async () => {
  const { topic, untilParked: until, redrive: back, parked } = await newConsumer();
  await append(topic, [{ value: letters(MAX_EVENT_BYTES + 1) }, { value: GARBAGE }]);
  const [cut, whole] = await until(2);
  expect(cut?.body).toHaveLength(MAX_EVENT_BYTES);
  expect(cut?.stays).toMatch(/only its beginning/);
  expect(whole?.stays).toBeUndefined();
  expect(await back()).toBe(1);
  await vi.waitFor(async () => expect(await parked()).toHaveLength(2), WAIT);
});

test('dead letters of strangers: each is read by itself, and what cannot go back says why', async () => {
  const { topic, deadLetters, parked, redrive: back, handled } = await newConsumer();
  const origin = `${topic}/0/0`;
  await append(deadLetters, [
    { value: order(1) },
    { value: order(2), headers: { 'x-origin': 'nowhere' } },
    { value: order(3), headers: { 'x-origin': 'other-topic/0/0' } },
    { value: order(4), headers: { 'x-origin': origin, 'x-message-id': '\u0000\ud800' } },
  ]);
  const transactionalId = randomUUID();
  const producer = await stranger(transactionalId);
  const transaction = await producer.beginTransaction({});
  await transaction.send({
    messages: [{ topic: deadLetters, partition: 0, value: order(5), headers: { 'x-origin': `${topic}/0/1` } }],
  });
  await transaction.commit();
  const before = await parked();
  expect(before.map(({ stays }) => stays !== undefined)).toEqual([true, true, true, false, false]);
  expect(await back()).toBe(2);
  await vi.waitFor(() => expect(handled).toEqual([4, 5]), WAIT);
  expect((await parked()).map(({ stays }) => stays !== undefined)).toEqual([true, true, true]);
});

test('a dead letter of an open transaction hides only itself', async () => {
  const { topic, deadLetters, parked, untilParked: until } = await newConsumer();
  await append(topic, [{ value: GARBAGE }]);
  await until(1);
  const producer = await stranger(randomUUID());
  const transaction = await producer.beginTransaction({});
  await transaction.send({ messages: [{ topic: deadLetters, partition: 0, value: order(5) }] });
  expect(await parked()).toHaveLength(1);
  await transaction.abort();
  expect(await parked()).toHaveLength(1);
});

test('records of a transaction are handled when it is committed, passed when it is given up, and nothing is left waiting', async () => {
  const { topic, handled, backlog } = await newConsumer();
  const producer = await stranger(randomUUID());
  for (const end of ['commit', 'abort', 'commit'] as const) {
    const transaction = await producer.beginTransaction({});
    await transaction.send({ messages: [{ topic, partition: 0, value: order(end === 'abort' ? 6 : 5) }] });
    await transaction[end]();
  }
  await vi.waitFor(() => expect(handled).toEqual([5, 5]), WAIT);
  await vi.waitFor(async () => expect(await backlog()).toBe(0), WAIT);
});

test('behind an open transaction what waits is counted, and the service says why it is not ready', async () => {
  const { topic, handled, transport, backlog, metric } = await newConsumer();
  const producer = await stranger(randomUUID());
  const transaction = await producer.beginTransaction({});
  await transaction.send({ messages: [{ topic, partition: 0, value: order(1) }] });
  await append(topic, [{ value: order(2) }, { value: order(3) }]);
  const heldUp = { timeout: clientPolicy.openTransactionMs + 5000, interval: 50 };
  await vi.waitFor(
    () => expect(transport.ready()).rejects.toThrow(`open transaction of another producer holds up ${topic}/0`),
    heldUp,
  );
  expect(handled).toEqual([]);
  expect(await backlog()).toBe(3);
  expect((await metric('consumer_lag_messages')).reduce((sum, { value }) => sum + value, 0)).toBe(3);
  await transaction.abort();
  await vi.waitFor(() => expect(handled).toEqual([2, 3]), WAIT);
  await transport.ready();
});

test('partitions added to a topic are read, and counted, as soon as the metadata is old', async () => {
  const { metadataAgeMs } = clientPolicy;
  clientPolicy.metadataAgeMs = 2000;
  onTestFinished(() => void (clientPolicy.metadataAgeMs = metadataAgeMs));
  const { topic, handled, admin, backlog } = await newConsumer();
  const before = await vi.waitFor(async () => (await admin.fetchTopicOffsets(topic)).length, WAIT);
  await admin.createPartitions({ topicPartitions: [{ topic, count: before + 2 }] });
  const producer = await stranger();
  await vi.waitFor(
    () => producer.send({ messages: [{ topic, partition: before + 1, value: order(8) }], acks: -1 }),
    WAIT,
  );
  await vi.waitFor(async () => expect(await backlog()).toBe(1), WAIT); // another new one may have no leader yet
  await vi.waitFor(() => expect(handled).toEqual([8]), { timeout: clientPolicy.metadataAgeMs + 5000, interval: 50 });
  await vi.waitFor(async () => expect(await backlog()).toBe(0), WAIT);
});
