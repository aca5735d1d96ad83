import type { Mode } from '../common/mode.ts';
import { acting } from '../common/workflow/message-table.ts';
import { operate, probe } from './operate.ts';
import { asyncApiOf, retryPolicy, topologyOf } from './topology.ts';

const brokerEnv = (address: (to: 'broker') => string) => ({ AMQP_URL: address('broker') });

export const mode: Mode = {
  name: 'async-rabbitmq',
  title: 'Services put messages into queues of a RabbitMQ broker; each consumer takes them from its own queue.',
  label: 'RabbitMQ queues',
  medium: { name: 'RabbitMQ', kind: 'queues' },
  answer: 'promise',
  answeredBy: ['orders'],
  line: { color: '#d55e00', dash: [9, 4], words: 'orange and dashed' },
  broker: { kind: 'rabbitmq', delivery: 'pushed', probe },
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
  cannot: {
    reply: 'nobody waits for a reply: see crash-before-publish and crash-before-ack',
    leaveCall: 'no service calls another one',
    positions: 'a queue knows no positions: what was acknowledged is gone',
    records: 'a queue shows what waits in it, and nothing of what was acknowledged',
    rewind: 'a queue forgets what was acknowledged; only the outbox can publish it again',
    follow: 'a queue belongs to one consumer; another one needs a queue of its own before the messages come',
    truncate: 'a queue keeps nothing that was acknowledged',
  },
  needless: {
    timeouts: 'a silent connection is ended by the heartbeat of AMQP, whatever deadlines of ours are off',
    retries: 'there is no call to try again: what was not delivered stays in the outbox, which goes on',
    breaker: 'no service waits for another one: what cannot be handled yet waits in the broker',
    compensation: 'a reserve is a message, and its outcome comes as another one: it is never unknown for good',
  },
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
  recovery: [
    {
      name: 'AMQP heartbeat',
      pattern: /heartbeat (\d+ s)/,
      decides:
        'when a frozen or cut-off consumer is noticed (one to two intervals without a sign of life) and its messages go to another; a killed one closes its connection and is noticed at once',
      lab: '5 s',
      library: '60 s, as a RabbitMQ with default settings proposes (amqplib takes what it proposes)',
      otherwise: 'messages held by a frozen or cut-off consumer would wait for one to two minutes',
    },
    {
      name: 'publisher confirm',
      pattern: /confirm (\d+ ms)/,
      decides: 'when a publish without a confirm counts as unknown and is made again',
      lab: '10000 ms',
      library: 'none (amqplib waits as long as the connection lives)',
      otherwise: 'a publish into a silent connection would wait for the heartbeat to end it',
    },
  ],
  asyncapi: (settings) => asyncApiOf(topologyOf(settings)),
  operate,
};
