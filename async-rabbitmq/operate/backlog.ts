import type { Backlog } from '../../common/mode.ts';
import { readGauge } from '../../common/observe/metrics-reader.ts';
import type { Topology } from '../topology.ts';
import { withChannel } from './connect.ts';

/** What waits in each queue, as the broker counts it, and what its consumer has in hand, as that one says. */
export const readBacklog = (
  brokerUrl: string,
  { orders, inventory, notifications }: Topology,
  urls: Record<string, string>,
): Promise<Backlog[]> =>
  withChannel(brokerUrl, async ({ channel }) => {
    const depths: Backlog[] = [];
    for (const [role, { queue }] of Object.entries({ orders, inventory, notifications })) {
      const { messageCount } = await channel.checkQueue(queue);
      const unacknowledged = await readGauge(urls[role], 'messages_in_hand').catch(() => 0);
      depths.push({ consumer: queue, waiting: messageCount, unacknowledged });
    }
    return depths;
  });
