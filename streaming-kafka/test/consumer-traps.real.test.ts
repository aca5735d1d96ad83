import { randomBytes } from 'node:crypto';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { OrderPlacedEvent } from '../../common/contracts/events.ts';
import type { OutboxRow } from '../../common/messaging/outbox.ts';
import { eventOf, placed, rowOf } from '../../common/testing/samples.ts';
import { serviceContext } from '../../common/testing/service-context.ts';
import { deadLettersOf } from '../topology.ts';
import { connectTo } from '../transport/connect.ts';
import { createTransport, type Transport } from '../transport.ts';

const WAIT = { timeout: 20_000, interval: 20 };
const open: Transport[] = [];

function newNamespace() {
  const settings = {
    KAFKA_BROKERS: inject('brokers').kafka,
    LAB_NAMESPACE: `t${randomBytes(4).toString('hex')}.`,
    LAB_KAFKA_SESSION_TIMEOUT_MS: '1000',
  };
  return () => {
    const transport = createTransport(serviceContext(settings));
    open.push(transport);
    return transport;
  };
}

const admin = async () => {
  const client = connectTo(
    { KAFKA_BROKERS: inject('brokers').kafka, LAB_CONFIRM_TIMEOUT_MS: 5000 } as never,
    'test',
    null,
  ).admin();
  await client.connect();
  return client;
};

/** Rows of one order, so that they share a partition, numbered by their quantity. */
function rowsOf(count: number, from = 1, orderId = placed().orderId): OutboxRow[] {
  return Array.from({ length: count }, (_, index) =>
    rowOf(eventOf(placed([{ sku: 'TEA-ASSAM', quantity: from + index }], orderId)), index),
  );
}

const publish = (transport: Transport, rows: OutboxRow[]) => vi.waitFor(() => transport.publish(rows), WAIT);

/** Consumes orders as inventory does; gives the quantities that were handled, in order. A second delivery is none: no inbox here. */
function consume(transport: Transport, fails: (quantity: number) => void = () => {}): () => number[] {
  const handled = new Set<number>();
  transport.consume({ ...transport.topology.inventory, accepts: OrderPlacedEvent }, async (batch) => {
    const quantities = batch.map(({ event }) => event.data.items[0]?.quantity ?? 0);
    for (const quantity of quantities) fails(quantity);
    for (const quantity of quantities) handled.add(quantity);
  });
  return () => [...handled];
}

async function close(transport: Transport): Promise<void> {
  await transport.stopConsuming();
  await transport.close();
}

afterEach(async () => {
  for (const transport of open.splice(0)) await close(transport);
});

test('a TypeError or its like in a handler does not end the consumer for good: it is parked, the next one is handled', async () => {
  const kinds = [TypeError, RangeError, SyntaxError, ReferenceError];
  const transport = newNamespace()();
  const handled = consume(transport, (quantity) => {
    const Kind = kinds[quantity - 2];
    if (Kind) throw new Kind('a bug in a handler');
  });
  await publish(transport, rowsOf(6));
  await vi.waitFor(() => expect(handled()).toEqual([1, 6]), WAIT);
  const client = await admin();
  const parked = async () => {
    const [all] = await client.fetchTopicOffsets(deadLettersOf(transport.topology.inventory.group));
    expect(Number(all?.high)).toBeGreaterThanOrEqual(kinds.length);
  };
  await vi.waitFor(parked, WAIT); // what failed is tried again after the others
  await client.disconnect();
  await publish(transport, rowsOf(1, 7));
  await vi.waitFor(() => expect(handled()).toEqual([1, 6, 7]), WAIT);
});

test('createTopics waits for its leaders: the first 100 records of a new topic are 100', async () => {
  const transport = newNamespace()();
  await publish(transport, rowsOf(100));
  const client = await admin();
  const offsets = await client.fetchTopicOffsets(transport.topology.topicOf.OrderPlaced);
  await client.disconnect();
  expect(offsets.reduce((sum, { high }) => sum + Number(high), 0)).toBe(100);
});

test('a committed offset out of range goes on with the oldest kept record, and does not jump to the end', async () => {
  const life = newNamespace();
  const first = life();
  const orderId = placed().orderId;
  const early = consume(first);
  await publish(first, rowsOf(5, 1, orderId));
  await vi.waitFor(() => expect(early()).toHaveLength(5), WAIT);
  open.splice(0);
  await close(first);

  const second = life();
  await publish(second, rowsOf(15, 6, orderId));
  const topic = second.topology.topicOf.OrderPlaced;
  const client = await admin();
  const used = (await client.fetchTopicOffsets(topic)).find(({ high }) => high === '20');
  await client.deleteTopicRecords({ topic, partitions: [{ partition: used?.partition ?? -1, offset: '10' }] });
  await client.disconnect();
  const late = consume(second);
  await vi.waitFor(() => expect(late()).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]), WAIT);
});
