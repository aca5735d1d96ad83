import type { Mode } from '../common/mode.ts';
import { roles } from '../common/workflow/message-table.ts';
import { definitionsOf } from './definitions.ts';
import { operate, probe } from './operate.ts';
import { asyncApiOf, retryPolicy, topologyOf } from './topology.ts';

const brokerEnv = (address: (to: 'broker') => string) => ({ KAFKA_BROKERS: address('broker') });

export const mode: Mode = {
  name: 'streaming-kafka',
  title: 'Services append events to the topics of an Apache Kafka log; each consumer group keeps its own place in it.',
  broker: 'kafka',
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
  brokerVia: (address) => ({ LAB_KAFKA_VIA: address }),
  cannot: {},
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
  asyncapi: (settings) => asyncApiOf(topologyOf(settings)),
  probe,
  operate,
  rights: (namespace) => definitionsOf(topologyOf({ LAB_NAMESPACE: namespace, LAB_DURABILITY: 'page-cache' })),
};
