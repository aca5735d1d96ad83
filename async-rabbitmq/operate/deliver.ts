import { outboxPages, readOutboxes } from '../../common/operator/store-reader.ts';
import type { Topology } from '../topology.ts';
import { toExchange } from '../transport/publish.ts';
import { withChannel } from './connect.ts';

/** Publishes the events of one order once more, each with its own id. Returns how many deliveries that makes. */
export const deliverAgain = (brokerUrl: string, topology: Topology, dataFolder: string, orderId: string) =>
  withChannel(brokerUrl, async ({ send }) => {
    const rows = await readOutboxes(dataFolder, topology.shape, orderId);
    await send(rows.map((row) => toExchange(topology, row)));
    return rows.filter(({ type }) => topology.expected.has(type)).length;
  });

/** Publishes every event that the outboxes sent once more. Returns how many. */
export const republish = (brokerUrl: string, topology: Topology, dataFolder: string) =>
  withChannel(brokerUrl, async ({ send }) => {
    let published = 0;
    for await (const page of outboxPages(dataFolder, topology.shape, 'sent')) {
      await send(page.map((row) => toExchange(topology, row)));
      published += page.length;
    }
    return published;
  });

/** Puts any bytes into a queue, as a broken producer would; the broker takes them all. */
export const inject = (brokerUrl: string, queue: string, bytes: Uint8Array, messageId: string) =>
  withChannel(brokerUrl, async ({ channel }) => {
    channel.sendToQueue(queue, Buffer.from(bytes), { persistent: true, messageId });
    await channel.waitForConfirms();
    return null;
  });
