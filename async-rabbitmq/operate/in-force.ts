import type { Topology } from '../topology.ts';
import { withChannel } from './connect.ts';

/** AMQP does not tell a queue's arguments; it refuses a second declaration with others. */
export const readInForce = (
  brokerUrl: string,
  topology: Topology,
  namespace: string,
): Promise<Record<string, string>> =>
  withChannel(brokerUrl, async ({ channel, told }) => {
    const withoutNamespace = (value: string) => (value.startsWith(namespace) ? value.slice(namespace.length) : value);
    const declared: [string, string][] = [];
    for (const { queue } of topology.consumers) {
      const given = topology.queueArguments(queue);
      await channel.assertQueue(queue, { durable: true, arguments: given });
      for (const [name, value] of Object.entries({ 'x-queue-type': 'classic', ...given })) {
        if (name !== 'x-dead-letter-routing-key') declared.push([name, withoutNamespace(String(value))]);
      }
    }
    return { ...told, durable: 'true', ...Object.fromEntries(declared) };
  });
