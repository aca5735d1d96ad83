import type { BrokerRight } from '../common/capabilities.ts';
import { rolesIn, sentBy } from '../common/workflow/message-table.ts';
import { deadLettersOf, type Topology } from './topology.ts';

/**
 * What an administrator gives a broker that knows users: each service publishes its own events, reads its own topics in its
 * own group, and sets aside what it cannot handle. All look whether the whole topology is there; none may make any of it.
 */
export function definitionsOf(topology: Topology): BrokerRight[] {
  return rolesIn(topology.shape).flatMap((user) => {
    const consumer = topology[user];
    if (!consumer) return [];
    const { group, topics } = consumer;
    const right =
      (resource: BrokerRight['resource'], operation: BrokerRight['operation']) =>
      (name: string): BrokerRight => {
        return { user, resource, name, operation };
      };
    const written = new Set(sentBy(user, topology.shape).map((type) => topology.topicOf[type]));
    const { requests } = topology;
    const taken = user === 'orders' && topology.consumers.includes(requests) ? [requests] : [];
    return [
      ...taken.flatMap(({ repliesTo, group: its, topics: read }) => [
        ...[repliesTo, deadLettersOf(its)].map(right('topic', 'write')),
        ...read.map(right('topic', 'read')),
        ...[its].map(right('group', 'read')),
      ]),
      ...[...written, deadLettersOf(group)].map(right('topic', 'write')),
      ...topics.map(right('topic', 'read')),
      ...[group].map(right('group', 'read')),
      ...topicsOf(topology).map(right('topic', 'describe')),
    ];
  });
}

/** Every topic of the topology, those of dead letters last. */
const topicsOf = ({ allTopics, consumers }: Topology): string[] => [
  ...allTopics,
  ...consumers.map(({ group }) => deadLettersOf(group)),
];
