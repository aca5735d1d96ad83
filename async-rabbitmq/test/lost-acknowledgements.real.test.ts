import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { OrderPlacedEvent } from '../../common/contracts/events.ts';
import { eventOf, placed, rowOf } from '../../common/testing/samples.ts';
import { serviceContext } from '../../common/testing/service-context.ts';
import { removeTopology } from '../operate.ts';
import { createTransport, type Transport } from '../transport.ts';

const PREFETCH = 4;
const WAIT = { timeout: 30_000, interval: 50 };

/** AMQP 0-9-1: a protocol header of 8 bytes, then frames: type, channel, size, payload, end. */
const HEADER_BYTES = 8;
const FRAME_BYTES = 8;
const isAck = (frame: Buffer) => frame[0] === 1 && frame.readUInt16BE(7) === 60 && frame.readUInt16BE(9) === 80;

/** A way to the broker on which, as long as it is asked to, acknowledgements are lost and nothing else. */
async function losingAcks(broker: URL) {
  let losing = true;
  let lost = 0;
  const ends = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(broker.port), broker.hostname);
    let rest = Buffer.alloc(0);
    let greeted = false;
    client.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      if (!greeted && rest.length >= HEADER_BYTES) {
        upstream.write(rest.subarray(0, HEADER_BYTES));
        rest = rest.subarray(HEADER_BYTES);
        greeted = true;
      }
      while (greeted && rest.length >= FRAME_BYTES && rest.length >= FRAME_BYTES + rest.readUInt32BE(3)) {
        const frame = rest.subarray(0, FRAME_BYTES + rest.readUInt32BE(3));
        rest = rest.subarray(frame.length);
        if (losing && isAck(frame)) lost += 1;
        else upstream.write(frame);
      }
    });
    upstream.pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      ends.add(one);
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of ends) socket.destroy();
    server.close();
  });
  const url = new URL(broker);
  url.port = String((server.address() as AddressInfo).port);
  return { url: url.href, lost: () => lost, mend: () => (losing = false) };
}

const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    rowOf(eventOf(placed([{ sku: 'TEA-ASSAM', quantity: index + 1 }])), index),
  );

function transportBy(url: string, namespace: string, durability: 'page-cache' | 'fsync'): Transport {
  const transport = createTransport(
    serviceContext({
      AMQP_URL: url,
      LAB_NAMESPACE: namespace,
      LAB_DURABILITY: durability,
      LAB_PREFETCH: String(PREFETCH),
    }),
  );
  onTestFinished(async () => {
    await transport.stopConsuming();
    await transport.close();
  });
  return transport;
}

test.each(['page-cache', 'fsync'] as const)(
  'a broker to which acknowledgements were lost sends nothing more: the consumer notices, and begins anew (%s)',
  async (durability) => {
    const broker = inject('brokers').rabbitmq;
    const namespace = `t${randomBytes(4).toString('hex')}.`;
    onTestFinished(() => removeTopology(broker, transport.topology));
    const way = await losingAcks(new URL(broker));
    const transport = transportBy(way.url, namespace, durability);
    const handled: number[] = [];
    transport.consume({ ...transport.topology.inventory, accepts: OrderPlacedEvent }, async (batch) => {
      handled.push(...batch.map(({ event }) => event.data.items[0]?.quantity ?? 0));
    });
    const publisher = transportBy(broker, namespace, durability);
    await vi.waitFor(() => publisher.publish(rowsOf(2 * PREFETCH)), WAIT);
    await vi.waitFor(() => expect(handled).toHaveLength(PREFETCH), WAIT);
    await vi.waitFor(() => expect(way.lost()).toBeGreaterThan(0), WAIT);
    way.mend();
    await vi.waitFor(() => expect(new Set(handled).size).toBe(2 * PREFETCH), WAIT);
    expect(handled.slice(0, PREFETCH)).toEqual([1, 2, 3, 4]);
  },
);
