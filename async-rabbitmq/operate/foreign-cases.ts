import { randomUUID } from 'node:crypto';
import { MAX_EVENT_BYTES } from '../../common/contracts/envelope.ts';
import type { ForeignCase } from '../../common/mode.ts';
import { deadLettersOf, type Topology } from '../topology.ts';
import { type ForeignMessage, sendAsStranger } from './foreign-client.ts';

/** What strangers can put into the queues of this mode. */
export function foreignCases(brokerUrl: string, { inventory, orders, notifications }: Topology): ForeignCase[] {
  const { queue } = inventory;
  const body = Buffer.from('{"from":"somebody"}');
  const one = (name: string, message: Partial<ForeignMessage>): ForeignCase => ({
    name,
    send: () => sendAsStranger(brokerUrl, [{ queue, body, ...message }]),
    parked: 1,
  });
  const many = (name: string, parked: number, make: (nth: number) => ForeignMessage): ForeignCase => ({
    name,
    send: () =>
      sendAsStranger(
        brokerUrl,
        Array.from({ length: parked }, (_, nth) => make(nth)),
      ),
    parked,
  });
  return [
    one('an empty body', { body: Buffer.alloc(0) }),
    one('a message id that is no UTF-8', { messageId: notUtf8 }),
    one('a content type that is no UTF-8', { contentType: notUtf8 }),
    one('a header of a type that our client does not know', { headers: unknownType }),
    one('a table in a table, 6,000 deep', { headers: nestedTables(6000) }),
    one('10,000 headers', { headers: Buffer.concat(Array.from({ length: 10_000 }, (_, nth) => header(String(nth)))) }),
    one('a body of 15 MiB of small objects', { body: smallObjects(15 * 1024 * 1024) }),
    one('a body of one byte more than an event may have', { body: Buffer.alloc(MAX_EVENT_BYTES + 1, ' ') }),
    one('a dead letter that nobody set aside', { queue: deadLettersOf(queue) }),
    many('20 bodies of 1 MiB of small objects', 20, () => ({ queue, body: smallObjects(1024 * 1024) })),
    many('2,000 messages of one byte', 2000, (nth) => ({ queue, body: Buffer.of(nth) })),
    many('1,000 outcomes of orders that do not exist', 1000, () => ({ queue: orders.queue, body: outcomeOfNobody() })),
    many('1,000 outcomes that contradict themselves', 1000, () => ({
      queue: notifications.queue,
      body: outcomeOfNobody({ subject: randomUUID() }),
    })),
  ];
}

/** Puts any bytes into the queues in turn; gives how many that were, each with one consumer. */
export async function sendForeign(brokerUrl: string, { consumers }: Topology, bodies: readonly Uint8Array[]) {
  const messages = bodies.map((body, nth) => ({ queue: consumers[nth % consumers.length]?.queue ?? '', body }));
  await sendAsStranger(brokerUrl, messages);
  return bodies.length;
}

const notUtf8 = Buffer.alloc(255, 0xff);

/** `L`, an unsigned number of 64 bits in AMQP's own grammar. */
const unknownType = Buffer.concat([Buffer.from('\x05countL'), Buffer.alloc(8, 1)]);

const header = (name: string) => Buffer.concat([Buffer.of(name.length), Buffer.from(`${name}t`), Buffer.of(1)]);

function nestedTables(levels: number): Buffer {
  const starts: Buffer[] = [];
  for (let level = 1; level <= levels; level++) {
    const start = Buffer.from('\x01xF\0\0\0\0', 'latin1');
    start.writeUInt32BE(7 * (levels - level), 3); // what is inside
    starts.push(start);
  }
  return Buffer.concat(starts);
}

const smallObjects = (bytes: number) => Buffer.from(`[${'{},'.repeat((bytes - 4) / 3)}{}]`);

/** As inventory would send it, of an order that nobody placed. */
function outcomeOfNobody(changed: Record<string, unknown> = {}): Buffer {
  const orderId = randomUUID();
  const customer = { name: 'Nobody', email: 'nobody@lab.example' };
  const attributes = { specversion: '1.0', id: randomUUID(), source: 'somebody', type: 'InventoryFailed' };
  const data = { orderId, customer, reason: 'out-of-stock' };
  return Buffer.from(
    JSON.stringify({ ...attributes, subject: orderId, time: new Date().toISOString(), ...changed, data }),
  );
}
