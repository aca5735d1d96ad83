import type { Channel } from 'amqplib';
import type { Settings } from '../../common/base/config.ts';
import { deadLettersOf, type Topology } from '../topology.ts';

/** Makes sure that the topology is there before it is used, on every new connection. */
export const prepareFor = ({ LAB_TOPOLOGY }: Pick<Settings, 'LAB_TOPOLOGY'>, topology: Topology) =>
  LAB_TOPOLOGY === 'expect'
    ? (channel: Channel) => lookFor(channel, topology)
    : (channel: Channel) => declare(channel, topology);

/** Every service declares everything: an event published before its consumer first ran must find its queue. */
async function declare(channel: Channel, topology: Topology): Promise<void> {
  await channel.assertExchange(topology.exchange, 'topic', { durable: true });
  await channel.assertExchange(topology.deadLetterExchange, 'direct', { durable: true });
  for (const { queue, events } of topology.consumers) {
    await assertQueue(channel, queue, topology.queueArguments(queue));
    await assertQueue(channel, deadLettersOf(queue), topology.deadLetterArguments);
    for (const event of events) await channel.bindQueue(queue, topology.exchange, event);
    await channel.bindQueue(deadLettersOf(queue), topology.deadLetterExchange, queue);
  }
}

/** A queue keeps what it was made with, and the broker refuses another declaration of it. */
async function assertQueue(channel: Channel, queue: string, given: Record<string, unknown>): Promise<void> {
  try {
    await channel.assertQueue(queue, { durable: true, arguments: given });
  } catch (cause) {
    if ((cause as { code?: number }).code !== PRECONDITION_FAILED) throw cause;
    throw new Error(
      `The queue ${queue} is there and was made otherwise, for another durability or other protections than are asked for now. ` +
        'Ask for those again, delete the queues, or choose another LAB_NAMESPACE.',
      { cause },
    );
  }
}

/** https://www.rabbitmq.com/docs/queues#property-equivalence */
const PRECONDITION_FAILED = 406;

/** For a user who may declare nothing: somebody else did. Throws when they did not. */
async function lookFor(channel: Channel, { exchange, deadLetterExchange, consumers }: Topology): Promise<void> {
  for (const name of [exchange, deadLetterExchange]) await channel.checkExchange(name);
  for (const { queue } of consumers) {
    await channel.checkQueue(queue);
    await channel.checkQueue(deadLettersOf(queue));
  }
}
