import type { Mode } from '../common/mode.ts';
import { roles } from '../common/workflow/message-table.ts';
import { definitionsOf } from './definitions.ts';
import { operate, probe } from './operate.ts';
import { asyncApiOf, retryPolicy, topologyOf } from './topology.ts';

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
    via: (address) => ({ LAB_KAFKA_VIA: address }),
    // A broker with default settings lets no member be replaced sooner than after 6 s; that of the lab does.
    whenOwned: { LAB_KAFKA_SESSION_TIMEOUT_MS: '2000' },
    whenDelayed:
      'These trials keep a Kafka session timeout of 6 s, whatever the fairness card says of the others: with 2 s, answers to heartbeats that come 2 s late would put inventory out of its group for good.',
    probe,
    memberTimeoutMs: (settings) => settings.LAB_KAFKA_SESSION_TIMEOUT_MS,
    rights: (namespace) => definitionsOf(topologyOf({ LAB_NAMESPACE: namespace, LAB_DURABILITY: 'page-cache' })),
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
    compensation: 'a reserve is a record, and its outcome comes as another one: it is never unknown for good',
  },
  fairness(settings) {
    const topology = topologyOf(settings);
    const flushed = 'flush.messages' in topology.topicSettings;
    return {
      'hand-over': 'one topic per kind of event, key = order id',
      'acknowledged when': 'acks=all',
      'flushed to disk': flushed
        ? 'flush.messages=1: every record is fsynced before its acknowledgement'
        : 'page cache',
      replication: '1 copy',
      prefetch: 'what one fetch returns, at most 1 MiB per partition',
      'batch and linger': 'the next batch gathers while one is in flight, at most 500; no linger',
      'consumer parallelism': `${topology.partitions} partitions, 1 member per group`,
      'consumer acknowledges': `offset committed after the commit, up to ${settings.LAB_BATCH} records at once`,
      'failing message': `parked after ${retryPolicy.attempts} tries`,
      timeouts: `produce ${settings.LAB_CONFIRM_TIMEOUT_MS} ms, session ${settings.LAB_KAFKA_SESSION_TIMEOUT_MS} ms`,
      connections: '1 producer and 1 consumer per service',
    };
  },
  recovery: [
    {
      name: 'Kafka session',
      pattern: /session (\d+ ms)/,
      decides:
        'when a killed or frozen group member is replaced; until then, and for one rebalance more, nobody reads its partitions',
      lab: '6000 ms, the least a broker with default settings permits; 2000 ms with a broker of the lab itself',
      library: '30 s (kafkajs; the Java client: 45 s)',
      otherwise: 'after a kill, the partitions of the dead member would rest for half a minute before anybody reads on',
    },
    {
      name: 'produce request',
      pattern: /produce (\d+ ms)/,
      decides: 'when a write without an acknowledgement counts as unknown and is made again',
      lab: '10000 ms',
      library: '30 s (kafkajs)',
      otherwise: 'a write to a frozen broker would be given up twenty seconds later',
    },
  ],
  asyncapi: (settings) => asyncApiOf(topologyOf(settings)),
  operate,
};
