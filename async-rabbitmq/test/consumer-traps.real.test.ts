import { randomBytes } from 'node:crypto';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { OrderPlacedEvent } from '../../common/contracts/events.ts';
import type { OutboxRow } from '../../common/messaging/outbox.ts';
import { eventOf, placed, rowOf } from '../../common/testing/samples.ts';
import { serviceContext } from '../../common/testing/service-context.ts';
import { type OperatorChannel, openChannel } from '../operate/connect.ts';
import { removeTopology } from '../operate.ts';
import { deadLettersOf } from '../topology.ts';
import { createTransport, type Transport } from '../transport.ts';

const WAIT = { timeout: 20_000, interval: 20 };
const open: Transport[] = [];

function newTransport(namespace = `t${randomBytes(4).toString('hex')}.`): Transport {
  const transport = createTransport(serviceContext({ AMQP_URL: inject('brokers').rabbitmq, LAB_NAMESPACE: namespace }));
  open.push(transport);
  return transport;
}

function rowsOf(...quantities: number[]): OutboxRow[] {
  return quantities.map((quantity, seq) => rowOf(eventOf(placed([{ sku: 'TEA-ASSAM', quantity }])), seq));
}

const publish = (transport: Transport, rows: OutboxRow[]) => vi.waitFor(() => transport.publish(rows), WAIT);

/** Consumes orders as inventory does; gives the quantities that were handled, in order. */
function consume(transport: Transport, fails: (quantity: number) => void = () => {}): number[] {
  const handled: number[] = [];
  transport.consume({ ...transport.topology.inventory, accepts: OrderPlacedEvent }, async (batch) => {
    const quantities = batch.map(({ event }) => event.data.items[0]?.quantity ?? 0);
    for (const quantity of quantities) fails(quantity);
    handled.push(...quantities);
  });
  return handled;
}

async function asOperator<Result>(work: (channel: OperatorChannel['channel']) => Promise<Result>): Promise<Result> {
  const { channel, close } = await openChannel(inject('brokers').rabbitmq);
  try {
    return await work(channel);
  } finally {
    await close();
  }
}

afterEach(async () => {
  for (const transport of open.splice(0)) {
    await transport.stopConsuming();
    await transport.close();
    await removeTopology(inject('brokers').rabbitmq, transport.topology);
  }
});

test('every service declares the whole topology: what is published before a consumer first ran does not vanish', async () => {
  const transport = newTransport();
  await publish(transport, rowsOf(1, 2, 3));
  const handled = consume(transport);
  await vi.waitFor(() => expect(handled).toEqual([1, 2, 3]), WAIT);
});

test('mandatory: an unroutable message is returned and then acked; it counts as not sent', async () => {
  const transport = newTransport();
  await publish(transport, rowsOf(1));
  const { exchange, inventory } = transport.topology;
  await asOperator((channel) => channel.unbindQueue(inventory.queue, exchange, 'OrderPlaced'));
  expect(await transport.publish(rowsOf(2, 3))).toEqual([]);
  await asOperator((channel) => channel.bindQueue(inventory.queue, exchange, 'OrderPlaced'));
  expect(await transport.publish(rowsOf(4))).toHaveLength(1);
});

test('a broker that cancels a consumer (msg === null) is asked again: the queue is declared anew and read', async () => {
  const transport = newTransport();
  const handled = consume(transport);
  await publish(transport, rowsOf(1));
  await vi.waitFor(() => expect(handled).toEqual([1]), WAIT);
  await asOperator((channel) => channel.deleteQueue(transport.topology.inventory.queue));
  await vi.waitFor(async () => expect(await transport.publish(rowsOf(2))).toHaveLength(1), WAIT);
  await vi.waitFor(() => expect(handled).toContain(2), WAIT);
});

test('a handler that throws does not close its channel: the message is parked, its neighbours are handled', async () => {
  const transport = newTransport();
  const handled = consume(transport, (quantity) => {
    if (quantity === 2) throw new TypeError('a bug in a handler');
  });
  await publish(transport, rowsOf(1, 2, 3));
  await vi.waitFor(() => expect(handled).toEqual([1, 3]), WAIT);
  const { queue } = transport.topology.inventory;
  const parked = () => asOperator((channel) => channel.checkQueue(deadLettersOf(queue)));
  await vi.waitFor(async () => expect((await parked()).messageCount).toBe(1), WAIT);
  expect((await asOperator((channel) => channel.checkQueue(queue))).consumerCount).toBe(1);
});
