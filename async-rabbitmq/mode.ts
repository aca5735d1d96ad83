import type { Mode } from '../common/mode.ts';
import { acting } from '../common/workflow/message-table.ts';
import { operate, probe } from './operate.ts';
import { asyncApiOf, retryPolicy, topologyOf } from './topology.ts';

const brokerEnv = (address: (to: 'broker') => string) => ({ AMQP_URL: address('broker') });

export const mode: Mode = {
  name: 'async-rabbitmq',
  title: 'Services put messages into queues of a RabbitMQ broker; each consumer takes them from its own queue.',
  broker: 'rabbitmq',
  firstPort: 4200,
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
  ],
  links: acting.map((from) => ({ from, to: 'broker' })),
  cannot: { replay: 'a queue forgets what was acknowledged; only the outbox could publish it again' },
  fairness(settings) {
    const topology = topologyOf(settings);
    const quorum = topology.queueArguments('')['x-queue-type'] === 'quorum';
    return {
      'hand-over': 'topic exchange, one durable queue per consumer',
      'acknowledged when': 'publisher confirm; persistent messages, mandatory routing',
      'flushed to disk': quorum
        ? 'quorum queue: every message is fsynced before its confirm'
        : 'classic durable queue: page cache before the confirm',
      replication: '1 copy',
      prefetch: String(settings.LAB_PREFETCH),
      'batch and linger': 'the next batch gathers while one awaits its confirms, at most 500; no linger',
      'consumer parallelism': '1 queue, 1 consumer per service',
      'consumer acknowledges': `after the commit, up to ${settings.LAB_BATCH} at once`,
      'failing message': `parked after ${retryPolicy.attempts} tries`,
      timeouts: `confirm ${settings.LAB_CONFIRM_TIMEOUT_MS} ms, heartbeat ${settings.LAB_HEARTBEAT_S} s`,
      connections: '1 for publishing and 1 for consuming per service',
    };
  },
  asyncapi: (settings) => asyncApiOf(topologyOf(settings)),
  probe,
  operate,
};
