import { expect, test } from 'vitest';
import type { Shape } from '../../common/workflow/message-table.ts';
import { type BrokerUser, definitionsOf } from '../definitions.ts';
import { deadLettersOf, topologyOf } from '../topology.ts';

interface Permission {
  user: BrokerUser;
  configure: string;
  write: string;
  read: string;
}
interface Definitions {
  users: { name: BrokerUser; tags: string[] }[];
  permissions: Permission[];
  topic_permissions: { user: BrokerUser; write: string }[];
  queues: { name: string; arguments: Record<string, unknown> }[];
  bindings: { destination: string }[];
}

const settings = { LAB_NAMESPACE: '', LAB_DURABILITY: 'page-cache', LAB_WITHOUT: [], LAB_REPLICAS: 0 } as const;
const of = (shape: Shape) => {
  const topology = topologyOf({ ...settings, LAB_WITHOUT: [], LAB_PAYMENT: shape });
  return { topology, definitions: definitionsOf(topology, (user) => `secret-of-${user}`) as Definitions };
};
const { topology, definitions } = of('off');
const queues = definitions.queues.map(({ name }) => name);
const services = definitions.permissions.filter(({ user }) => user !== 'operator');
const allowed = (pattern: string, names: string[]) => names.filter((name) => new RegExp(pattern).test(name));

test('no service may make or delete anything on the broker', () => {
  const everything = [...queues, topology.exchange, topology.deadLetterExchange, '', 'amq.gen-1'];
  expect(services).toHaveLength(3);
  for (const { configure } of services) expect(allowed(configure, everything).filter(Boolean)).toEqual([]);
});

test('a service reads its own queue and no other, not even its dead letters', () => {
  const readable = Object.fromEntries(services.map(({ user, read }) => [user, allowed(read, queues)]));
  expect(readable).toEqual({
    orders: ['order-service'],
    inventory: ['inventory-service'],
    notifications: ['notification-service'],
  });
});

test('a service publishes its own events, and sets aside what it cannot handle', () => {
  const events = ['OrderPlaced', 'InventoryReserved', 'InventoryFailed', 'NotificationSent'];
  for (const { write } of services) {
    expect(allowed(write, [...queues, topology.exchange, topology.deadLetterExchange])).toEqual([
      topology.exchange,
      topology.deadLetterExchange,
    ]);
  }
  const published = definitions.topic_permissions.map(({ user, write }) => [user, allowed(write, events)]);
  expect(Object.fromEntries(published)).toEqual({
    orders: ['OrderPlaced'],
    inventory: ['InventoryReserved', 'InventoryFailed'],
    notifications: ['NotificationSent'],
  });
});

test('every queue of the topology is there with its arguments, and something is bound to it', () => {
  const expected = topology.consumers.flatMap(({ queue }) => [queue, deadLettersOf(queue)]);
  expect(queues).toEqual(expected);
  expect(new Set(definitions.bindings.map(({ destination }) => destination))).toEqual(new Set(expected));
  for (const { queue } of topology.consumers) {
    expect(definitions.queues.find(({ name }) => name === queue)?.arguments).toEqual(topology.queueArguments(queue));
  }
});

test('no password is written down, and nobody is called guest', () => {
  expect(JSON.stringify(definitions)).not.toContain('secret-of-');
  expect(definitions.users.map(({ name }) => name)).not.toContain('guest');
  expect(definitions.users.filter(({ tags }) => tags.length > 0)).toMatchObject([{ name: 'operator' }]);
});

test('where orders are paid there is one user more, who reads what asks for money and tells what came of it', () => {
  const { definitions: paid } = of('orchestrated');
  const rights = paid.permissions.find(({ user }) => user === 'payments');
  const names = paid.queues.map(({ name }) => name);
  expect(allowed(rights?.read ?? '', names)).toEqual(['payment-service']);
  expect(allowed(rights?.configure ?? '', names)).toEqual([]);
  const events = ['PaymentRequested', 'PaymentCaptured', 'PaymentFailed', 'PaymentRefunded', 'OrderConfirmed'];
  const published = Object.fromEntries(paid.topic_permissions.map(({ user, write }) => [user, allowed(write, events)]));
  expect(published).toEqual({
    orders: ['PaymentRequested', 'OrderConfirmed'],
    inventory: [],
    notifications: [],
    payments: ['PaymentCaptured', 'PaymentFailed', 'PaymentRefunded'],
  });
});
