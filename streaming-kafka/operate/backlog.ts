import type { Admin } from 'kafkajs';
import type { Backlog, LogPosition } from '../../common/mode.ts';
import type { Consumer, Topology } from '../topology.ts';

/** How far each group is behind the end of its partitions. What a consumer has in hand, Kafka does not know. */
export async function readBacklog(admin: Admin, topology: Topology): Promise<Backlog[]> {
  const byGroup = Map.groupBy(await readPositions(admin, topology), ({ group }) => group);
  return [...byGroup].map(([consumer, parts]) => ({
    consumer,
    waiting: parts.reduce((sum, { end, committed, low }) => sum + end - (committed ?? low), 0),
    unacknowledged: 0,
  }));
}

/** Where every group stands. */
export const readPositions = async (admin: Admin, { consumers }: Topology): Promise<LogPosition[]> =>
  (await Promise.all(consumers.map((consumer) => positionsOf(admin, consumer)))).flat();

type Group = Pick<Consumer, 'group' | 'topics'>;

export async function positionsOf(admin: Admin, { group, topics }: Group): Promise<LogPosition[]> {
  const committed = await admin.fetchOffsets({ groupId: group, topics: [...topics] });
  const positions: LogPosition[] = [];
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      const entry = committed.find((one) => one.topic === topic)?.partitions.find((one) => one.partition === partition);
      const offset = Number(entry?.offset ?? -1);
      positions.push({
        group,
        topic,
        partition,
        low: Number(low),
        end: Number(high),
        committed: offset < 0 ? null : offset,
      });
    }
  }
  return positions;
}
