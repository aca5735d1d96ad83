import type { Mode } from '../common/mode.ts';
import { acting, paying } from '../common/workflow/message-table.ts';
import { fairness, recovery } from './fairness.ts';
import { declare, operate, probe } from './operate.ts';
import { asyncApiOf, clientPolicy, inventoryPrefetch, topologyOf } from './topology.ts';

const brokerEnv = (address: (to: 'broker') => string) => ({ AMQP_URL: address('broker') });

export const mode: Mode = {
  name: 'async-rabbitmq',
  title: 'Services put messages into queues of a RabbitMQ broker; each consumer takes them from its own queue.',
  label: 'RabbitMQ queues',
  medium: { name: 'RabbitMQ', kind: 'queues' },
  answer: 'promise',
  answeredBy: ['orders'],
  line: { color: '#d55e00', dash: [9, 4], words: 'orange and dashed' },
  broker: {
    kind: 'rabbitmq',
    delivery: 'pushed',
    awaitsConfirm: clientPolicy.window === 1,
    messagesAtOnce: inventoryPrefetch,
    probe,
    declare,
  },
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
    hearsOfThePast: false,
  },
  links: acting.map((from) => ({ from, to: 'broker' })),
  cannot: {
    reply: 'nobody waits for a reply: see crash-before-publish and crash-before-ack',
    leaveCall: 'no service calls another one',
    positions: 'a queue knows no positions: what was acknowledged is gone',
    records: 'a queue shows what waits in it, and nothing of what was acknowledged',
    rewind:
      'a queue forgets what was acknowledged; the outbox can publish it again, or a stream beside the queues keep it',
    follow:
      'a queue hands each message to one consumer; another service needs a queue of its own before the messages come, or a stream beside them',
    truncate: 'a queue keeps nothing that was acknowledged',
  },
  needless: {
    timeouts: 'a silent connection is ended by the heartbeat of AMQP, whatever deadlines of ours are off',
    retries: 'there is no call to try again: what was not delivered stays in the outbox, which goes on',
    breaker: 'no service waits for another one: what cannot be handled yet waits in the broker',
    heartbeats:
      'the client library answers the broker whatever a handler does, and no message is taken from it for half an hour',
    compensation: 'a reserve is a message, and its outcome comes as another one: it is never unknown for good',
  },
  fairness,
  atOnce: {
    bounds: (settings) =>
      `${
        settings.WAREHOUSE_URL === undefined
          ? 'the prefetch, and a handler for each of its messages'
          : `hands, each held for the ask alone, and a prefetch of ${inventoryPrefetch(settings)}, of which the others wait for a hand or for their commit`
      }: begun in the order of the queue, finished in any`,
    orderings: {},
  },
  recovery,
  asyncapi: (settings) => asyncApiOf(topologyOf(settings)),
  operate,
};
