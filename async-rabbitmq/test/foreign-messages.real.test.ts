import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, expect, inject, test, vi } from 'vitest';
import type { Handle } from '../../common/messaging/deliver.ts';
import { eventOf, placed, rowOf } from '../../common/testing/samples.ts';
import { serviceContext } from '../../common/testing/service-context.ts';
import type { EventTo } from '../../common/workflow/message-table.ts';
import { withChannel } from '../operate/connect.ts';
import { readParked, redrive } from '../operate/dead-letters.ts';
import { foreignCases } from '../operate/foreign-cases.ts';
import { sendAsStranger } from '../operate/foreign-client.ts';
import { removeTopology } from '../operate.ts';
import { deadLettersOf, retryPolicy, type Topology, topologyOf } from '../topology.ts';
import { createTransport, type Transport } from '../transport.ts';

const WAIT = { timeout: 10_000, interval: 20 };
const broker = inject('brokers').rabbitmq;
const open: Transport[] = [];

/** A transport whose inventory keeps the quantities of the orders that it handled. */
function consumer(settings: Record<string, string> = {}, fails: (quantity: number) => void = () => {}) {
  const LAB_NAMESPACE = `t${randomBytes(4).toString('hex')}.`;
  const transport = createTransport(serviceContext({ AMQP_URL: broker, LAB_NAMESPACE, ...settings }));
  open.push(transport);
  const handled: number[] = [];
  const handle: Handle<EventTo<'inventory'>> = async (batch) => {
    const quantities = batch.map(({ event }) =>
      event.type === 'OrderPlaced' ? (event.data.items[0]?.quantity ?? 0) : 0,
    );
    for (const quantity of quantities) fails(quantity);
    handled.push(...quantities);
  };
  transport.consume(transport.topology.inventory, handle);
  return { transport, topology: transport.topology, handled };
}

const placing = (quantity: number) => rowOf(eventOf(placed([{ sku: 'TEA-ASSAM', quantity }])));
const publish = (transport: Transport, ...quantities: number[]) =>
  vi.waitFor(() => transport.publish(quantities.map(placing)), WAIT);

afterEach(async () => {
  for (const transport of open.splice(0)) {
    await transport.stopConsuming();
    await transport.close();
    await removeTopology(broker, transport.topology);
  }
});

/** All of it comes to the one consumer that there is here. */
const casesFor = ({ inventory, ...topology }: Topology) =>
  foreignCases(broker, { ...topology, inventory, orders: inventory, notifications: inventory } as unknown as Topology);
const names = casesFor(
  topologyOf({ LAB_NAMESPACE: '', LAB_DURABILITY: 'page-cache', LAB_WITHOUT: [], LAB_REPLICAS: 0 }),
).map(({ name }) => name);

const parkedIn = (topology: Topology) =>
  withChannel(broker, async ({ channel }) => {
    const { messageCount } = await channel.checkQueue(deadLettersOf(topology.inventory.queue));
    return messageCount;
  });

test.each(names)('%s: set aside on the same connection, and its neighbours are handled', async (name) => {
  const { transport, topology, handled } = consumer();
  await publish(transport, 1);
  await vi.waitFor(() => expect(handled).toEqual([1]), WAIT);
  const foreign = casesFor(topology).find((each) => each.name === name);
  await foreign?.send();
  await publish(transport, 2);
  await vi.waitFor(() => expect(handled).toEqual([1, 2]), WAIT);
  await vi.waitFor(async () => expect(await parkedIn(topology)).toBe(foreign?.parked), WAIT);
  await expect(transport.ready()).resolves.toBeUndefined(); // not lost in between: that would be told for 10 s
});

test('what our client cannot read beside an event does not keep the event from being handled', async () => {
  const { transport, topology, handled } = consumer();
  await publish(transport, 1);
  const headers = Buffer.concat([Buffer.from('\x05countL'), Buffer.alloc(8, 1)]);
  const messageId = Buffer.alloc(255, 0xff);
  await sendAsStranger(broker, [
    { queue: topology.inventory.queue, body: Buffer.from(placing(2).body), headers, messageId },
  ]);
  await vi.waitFor(() => expect(handled).toEqual([1, 2]), WAIT);
  expect(await parkedIn(topology)).toBe(0);
});

test('a body too large to be an event is parked with its beginning, its size, and why it stays there', async () => {
  const { transport, topology } = consumer();
  await publish(transport, 1);
  const { queue } = topology.inventory;
  await sendAsStranger(broker, [{ queue, body: Buffer.alloc(1_000_000, '[{}') }]);
  await vi.waitFor(async () => expect(await parkedIn(topology)).toBe(1), WAIT);
  const [parked] = await readParked(broker, topology);
  expect(parked).toMatchObject({ consumer: queue, reason: expect.stringMatching(/64 KiB/) });
  expect(parked?.body).toHaveLength(64 * 1024);
  expect(parked?.stays).toMatch(/1000000 bytes/);
});

test('dead letters are redriven one by one: one that cannot be, or that nobody set aside, holds up no other', async () => {
  const { transport, topology, handled } = consumer({}, (quantity) => {
    if (quantity === 7 && handled.length < 2) throw new Error('not yet');
  });
  const { queue } = topology.inventory;
  await publish(transport, 1, 7);
  await sendAsStranger(broker, [
    { queue, body: Buffer.alloc(1_000_000, '[{}') },
    { queue, body: Buffer.from('x'), messageId: Buffer.alloc(255, 0xff) },
    { queue: deadLettersOf(queue), body: Buffer.from(placing(3).body) },
  ]);
  await vi.waitFor(async () => expect(await parkedIn(topology)).toBe(4), WAIT);
  await publish(transport, 2);
  await vi.waitFor(() => expect(handled).toEqual([1, 2]), WAIT);
  expect(await redrive(broker, topology)).toBe(3);
  await vi.waitFor(() => expect(handled.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 7]), WAIT);
  await vi.waitFor(async () => expect(await parkedIn(topology)).toBe(2), WAIT); // the large one, and the unreadable one again
});

test('one dead letter is redriven by its id and leaves the others where they are', async () => {
  const { transport, topology, handled } = consumer();
  await publish(transport, 1);
  const queue = deadLettersOf(topology.inventory.queue);
  const id = randomUUID();
  await sendAsStranger(broker, [
    { queue, body: Buffer.from(placing(3).body) },
    { queue, body: Buffer.from(placing(4).body), messageId: Buffer.from(id) },
  ]);
  expect(await redrive(broker, topology, id)).toBe(1);
  await vi.waitFor(() => expect(handled).toEqual([1, 4]), WAIT);
  expect(await parkedIn(topology)).toBe(1);
});

test('a message that fails is tried again beside the next batches, not in front of them', async () => {
  let tries = 0;
  let triesBefore = 0;
  const { transport, topology, handled } = consumer({ LAB_BATCH: '1' }, (quantity) => {
    if (quantity === 3) triesBefore = tries;
    if (quantity !== 2) return;
    tries++;
    throw new Error('no');
  });
  await publish(transport, 2, 1, 3);
  await vi.waitFor(async () => expect(await parkedIn(topology)).toBe(1), WAIT);
  expect(handled).toEqual([1, 3]);
  expect(triesBefore).toBe(1);
  expect(tries).toBe(retryPolicy.attempts);
});

test('a consumer that stops waits for what is tried again, and acknowledges it by itself', async () => {
  let tries = 0;
  const { transport, topology, handled } = consumer({}, (quantity) => {
    if (quantity === 2 && ++tries < 3) throw new Error('not yet');
  });
  await publish(transport, 1, 2, 3);
  await vi.waitFor(() => expect(handled).toEqual([1, 3]), WAIT);
  await transport.stopConsuming();
  expect(handled).toEqual([1, 3, 2]);
  const waiting = await withChannel(broker, ({ channel }) => channel.checkQueue(topology.inventory.queue));
  expect(waiting.messageCount).toBe(0);
});
