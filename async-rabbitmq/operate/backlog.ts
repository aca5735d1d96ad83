import type { Backlog } from '../../common/mode.ts';
import { readGauge } from '../../common/observe/metrics-reader.ts';
import type { Topology } from '../topology.ts';
import { withChannel } from './connect.ts';

/** What waits in each queue, as the broker counts it, and what its consumer has in hand, as that one says. */
export const readBacklog = (
  brokerUrl: string,
  { consumers, orders, inventory, notifications, payments }: Topology,
  urls: Record<string, string>,
): Promise<Backlog[]> =>
  withChannel(brokerUrl, async ({ channel }) => {
    const depths: Backlog[] = [];
    for (const { queue } of consumers) {
      const { messageCount } = await channel.checkQueue(queue);
      const roles = Object.entries({ orders, inventory, notifications, payments });
      const role = roles.find(([, own]) => own?.queue === queue)?.[0]; // what the order service has in hand is told once
      const unacknowledged = role === undefined ? 0 : await readGauge(urls[role], 'messages_in_hand').catch(() => 0);
      depths.push({ consumer: queue, waiting: messageCount, unacknowledged });
    }
    return depths;
  });
