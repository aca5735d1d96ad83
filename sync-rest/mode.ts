import type { Mode } from '../common/mode.ts';
import { calls, callsOnTheWay } from '../common/workflow/message-table.ts';
import { fairness, recovery } from './fairness.ts';
import { operate } from './operate.ts';
import { topologyOf } from './topology.ts';

const asking = (address: (to: 'orders') => string) => ({ ORDERS_URL: address('orders') });

export const mode: Mode = {
  name: 'sync-rest',
  title: 'The order service calls the other two over HTTP and answers when it knows the outcome.',
  label: 'REST calls',
  medium: { name: 'REST', kind: 'calls' },
  answer: 'outcome',
  answeredBy: [calls.reserve.from, calls.reserve.to],
  line: { color: '#0072b2', dash: 'solid', words: 'blue and solid' },
  broker: null,
  firstPort: 4100,
  services: [
    {
      role: 'inventory',
      name: 'inventory-service',
      entry: new URL('inventory-service.ts', import.meta.url),
      env: () => ({}),
    },
    {
      role: 'notifications',
      name: 'notification-service',
      entry: new URL('notification-service.ts', import.meta.url),
      env: () => ({}),
    },
    {
      role: 'orders',
      name: 'order-service',
      entry: new URL('order-service.ts', import.meta.url),
      env: (address) => ({ INVENTORY_URL: address('inventory'), NOTIFICATION_URL: address('notifications') }),
    },
  ],
  payment: {
    service: {
      role: 'payments',
      name: 'payment-service',
      entry: new URL('payment-service.ts', import.meta.url),
      env: () => ({}),
    },
    shapes: ['orchestrated'],
    links: [{ from: calls.pay.from, to: calls.pay.to }],
    finds: (address) => ({ PAYMENT_URL: address('payments') }),
  },
  late: {
    listeners: {
      seller: { entry: new URL('seller-service.ts', import.meta.url), env: asking },
      recommendations: { entry: new URL('recommendations-service.ts', import.meta.url), env: asking },
    },
    hearsOfThePast: true,
  },
  links: callsOnTheWay().map((kind) => ({ from: calls[kind].from, to: calls[kind].to })),
  cannot: {
    'broker-kill': 'there is no broker',
    consume: 'there is no consumer, only calls: see slow-inventory',
    acknowledge: 'a call has no acknowledgement besides its answer: see crash-before-reply',
    hold: 'nothing is held on behalf of a consumer',
    redrive: 'a stored call that was refused for good is kept with its reason, and nothing sends it again',
    republish: 'nothing is published; a call that was answered is over',
    positions: 'nobody reads anything: a call is answered',
    records: 'a call leaves no record between the services',
    rewind: 'a call leaves no trace to read again; state is re-derived by reading the API of the order service',
    follow: 'a call has one receiver, and nobody else hears of it',
    truncate: 'nothing is kept between the services that could be forgotten',
  },
  needless: {
    confirms: 'there is no broker between the services',
    'manual-ack': 'there is no broker between the services',
    'own-ack': 'each call is answered by itself',
    'fair-prefetch': 'nobody is sent a call ahead: who calls waits for a free hand',
    heartbeats: 'there is no broker between the services',
  },
  fairness,
  callsAtOnce(settings) {
    const { callsAtOnce, mostCalls } = topologyOf(settings);
    return { atOnce: callsAtOnce, waiting: mostCalls - callsAtOnce };
  },
  atOnce: {
    bounds: ({ WAREHOUSE_URL }) =>
      `${WAREHOUSE_URL === undefined ? 'requests in hand' : 'hands, each held for the ask alone'}; the others wait for a free one, for the same share of their time as a call for a connection, then refused; no order among them is kept`,
    orderings: {},
  },
  recovery,
  operate,
};
