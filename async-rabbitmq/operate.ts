import type { Settings } from '../common/base/config.ts';
import type { Operator, Running } from '../common/mode.ts';
import { historySources } from './history-sources.ts';
import { readBacklog } from './operate/backlog.ts';
import { openChannel, withChannel } from './operate/connect.ts';
import { readParked, redrive } from './operate/dead-letters.ts';
import { deliverAgain, inject, republish } from './operate/deliver.ts';
import { foreignCases, sendForeign } from './operate/foreign-cases.ts';
import { readInForce } from './operate/in-force.ts';
import { openOrderClient } from './operate/order-client.ts';
import { deadLettersOf, streamOf, type Topology, topologyOf } from './topology.ts';
import { prepareFor } from './transport/declare.ts';

/** Publishes to a private queue and reads it back. */
export async function probe(brokerUrl: string): Promise<void> {
  const { channel, close } = await openChannel(brokerUrl);
  try {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    channel.sendToQueue(queue, Buffer.from('probe'));
    await channel.waitForConfirms();
    if (!(await channel.get(queue, { noAck: true }))) throw new Error('RabbitMQ lost the probe.');
  } finally {
    await close();
  }
}

export const declare = (brokerUrl: string, settings: Settings): Promise<void> =>
  withChannel(brokerUrl, ({ channel }) => prepareFor(settings, topologyOf(settings))(channel));

export async function operate({ brokerUrl, ...running }: Running): Promise<Operator> {
  if (!brokerUrl) throw new Error('This mode needs a broker.');
  const { settings, urls, dataFolder } = running;
  const topology = topologyOf(settings);
  return {
    backlog: () => readBacklog(brokerUrl, topology, urls),
    parked: () => readParked(brokerUrl, topology),
    redrive: (only) => redrive(brokerUrl, topology, only),
    deliverAgain: ({ orderId }) => deliverAgain(brokerUrl, topology, dataFolder, orderId),
    republish: () => republish(brokerUrl, topology, dataFolder),
    inject: (role, bytes, id) => inject(brokerUrl, topology[role]?.queue ?? role, bytes, id),
    sources: () => historySources({ ...running, brokerUrl }, topology),
    foreignCases: () => foreignCases(brokerUrl, topology),
    sendForeign: (bodies) => sendForeign(brokerUrl, topology, bodies),
    orderClient: (name, took) => openOrderClient(brokerUrl, topology, name, took),
    inForce: () => readInForce(brokerUrl, topology, settings.LAB_NAMESPACE),
    dismiss: (listener) => dismiss(brokerUrl, settings.LAB_NAMESPACE + listener),
    remove: () => removeTopology(brokerUrl, topology),
    close: async () => {},
  };
}

/** Everything that services with this topology made on the broker. */
export const removeTopology = (brokerUrl: string, { exchange, deadLetterExchange, consumers }: Topology) =>
  withChannel(brokerUrl, async ({ channel }) => {
    for (const { queue } of consumers) {
      await channel.deleteQueue(queue);
      await channel.deleteQueue(deadLettersOf(queue));
    }
    await channel.deleteQueue(streamOf(exchange));
    await channel.deleteExchange(exchange);
    await channel.deleteExchange(deadLetterExchange);
  });

const dismiss = (brokerUrl: string, queue: string) =>
  withChannel(brokerUrl, async ({ channel }) => {
    await channel.deleteQueue(queue);
    await channel.deleteQueue(deadLettersOf(queue));
  });
