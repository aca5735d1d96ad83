import { outboxPolicy } from '../common/messaging/outbox-policy.ts';
import type { Mode } from '../common/mode.ts';
import { handsOnMessages } from '../common/service/warehouse.ts';
import { paying, roles } from '../common/workflow/message-table.ts';
import { definitionsOf } from './definitions.ts';
import { fairness, recovery } from './fairness.ts';
import { declare, operate, probe } from './operate.ts';
import { asyncApiOf, topicPolicy, topologyOf } from './topology.ts';
import { partitionOf } from './transport/publish.ts';

/** One way for whatever a broker advertises; of several brokers each has its own. */
const viaOf = (ways: readonly (readonly [broker: string, via: string])[]): string =>
  ways.length === 1 ? (ways[0]?.[1] ?? '') : ways.map((way) => way.join('=')).join(',');

const brokerEnv = (address: (to: 'broker') => string) => ({ KAFKA_BROKERS: address('broker') });

export const mode: Mode = {
  name: 'streaming-kafka',
  title: 'Services append events to the topics of an Apache Kafka log; each consumer group keeps its own place in it.',
  label: 'Kafka log',
  medium: { name: 'Kafka', kind: 'log' },
  answer: 'promise',
  answeredBy: ['orders'],
  line: { color: '#009e73', dash: [2, 3], words: 'green and dotted' },
  broker: {
    kind: 'kafka',
    delivery: 'pulled',
    awaitsConfirm: true,
    messagesAtOnce: () => outboxPolicy.batch,
    via: (ways) => ({ LAB_KAFKA_VIA: viaOf(ways) }),
    // A broker with default settings lets no member be replaced sooner than after 6 s; that of the lab does.
    whenOwned: { LAB_KAFKA_SESSION_TIMEOUT_MS: '2000' },
    whenDelayed:
      'These trials keep a Kafka session timeout of 6 s, whatever the fairness card says of the others: with 2 s, answers to heartbeats that come 2 s late would put inventory out of its group for good.',
    probe,
    declare,
    memberTimeoutMs: (settings) => settings.LAB_KAFKA_SESSION_TIMEOUT_MS,
    rights: (namespace) =>
      definitionsOf(topologyOf({ LAB_NAMESPACE: namespace, LAB_DURABILITY: 'page-cache', LAB_REPLICAS: 0 })),
  },
  firstPort: 4300,
  services: [
    {
      role: 'inventory',
      name: 'inventory-service',
      entry: new URL('inventory-service.ts', import.meta.url),
      env: brokerEnv,
    },
    {
      role: 'notifications',
      name: 'notification-service',
      entry: new URL('notification-service.ts', import.meta.url),
      env: brokerEnv,
    },
    { role: 'orders', name: 'order-service', entry: new URL('order-service.ts', import.meta.url), env: brokerEnv },
    {
      role: 'analytics',
      name: 'analytics-service',
      entry: new URL('analytics-service.ts', import.meta.url),
      env: brokerEnv,
    },
  ],
  payment: {
    service: {
      role: 'payments',
      name: 'payment-service',
      entry: new URL('payment-service.ts', import.meta.url),
      env: brokerEnv,
    },
    shapes: ['orchestrated', 'choreographed'],
    links: [{ from: paying, to: 'broker' }],
  },
  late: {
    listeners: {
      seller: { entry: new URL('seller-service.ts', import.meta.url), env: brokerEnv },
      recommendations: { entry: new URL('recommendations-service.ts', import.meta.url), env: brokerEnv },
    },
    hearsOfThePast: true,
  },
  links: roles.map((from) => ({ from, to: 'broker' })),
  cannot: {
    reply: 'nobody waits for a reply: see crash-before-publish and crash-before-ack',
    leaveCall: 'no service calls another one',
    republish: 'there is no need: what the outboxes would publish again is still in the log, see rewind',
  },
  needless: {
    timeouts: 'the client library gives every request a deadline, which cannot be switched off',
    retries: 'there is no call to try again: what was not delivered stays in the outbox, which goes on',
    breaker: 'no service waits for another one: what cannot be handled yet waits in the broker',
    'fair-prefetch': 'a partition has one reader: what it has fetched ahead, no other one could have had',
    compensation: 'a reserve is a record, and its outcome comes as another one: it is never unknown for good',
  },
  fairness,
  atOnce: {
    bounds(settings) {
      const told = 'the offset that is told passes nothing unfinished';
      const held = handsOnMessages(settings)?.held;
      if (settings.WAREHOUSE_URL === undefined || held === undefined) {
        return `lanes inside the client, over all partitions; ${told}`;
      }
      const taken = 'hands, each held for the ask alone';
      return settings.LAB_ORDERING === 'queue'
        ? `${taken}, and by the partitions: the next order of one begins after the commit of the one before; ${told}`
        : `${taken}, in ${held} lanes inside the client, over all partitions: what is in the others waits for a hand or for its commit; ${told}`;
    },
    orderings: {
      key: 'one order after the other of each key, and no key waits for another one',
      queue: 'one order after the other in each partition, and what was fetched together is finished together',
    },
    most: { queue: topicPolicy.partitions },
    processes: topicPolicy.partitions,
  },
  partitionOf,
  recovery,
  asyncapi: (settings) => asyncApiOf(topologyOf(settings)),
  operate,
};
