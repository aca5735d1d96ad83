import { expect, test } from 'vitest';
import type { BrokerRight } from '../../common/capabilities.ts';
import { definitionsOf } from '../definitions.ts';
import { topologyOf } from '../topology.ts';

const rights = definitionsOf(topologyOf({ LAB_NAMESPACE: '', LAB_DURABILITY: 'page-cache', LAB_REPLICAS: 0 }));
const namesOf = (resource: BrokerRight['resource'], operation: BrokerRight['operation']) => {
  const own = rights.filter((right) => right.resource === resource && right.operation === operation);
  const byUser = Map.groupBy(own, ({ user }) => user);
  return Object.fromEntries([...byUser].map(([user, of]) => [user, of.map(({ name }) => name)]));
};

test('a service publishes its own events, and sets aside what it cannot handle', () => {
  expect(namesOf('topic', 'write')).toEqual({
    orders: ['orders', 'order-service.dead-letters'],
    inventory: ['inventory', 'inventory-service.dead-letters'],
    notifications: ['notifications', 'notification-service.dead-letters'],
    analytics: ['analytics-service.dead-letters'],
  });
});

test('a service reads its own topics in its own group', () => {
  expect(namesOf('topic', 'read')).toEqual({
    orders: ['inventory'],
    inventory: ['orders'],
    notifications: ['inventory'],
    analytics: ['orders', 'inventory', 'notifications'],
  });
  expect(namesOf('group', 'read')).toEqual({
    orders: ['order-service'],
    inventory: ['inventory-service'],
    notifications: ['notification-service'],
    analytics: ['analytics-service'],
  });
});

test('no service may make, change or delete anything on the broker', () => {
  expect(new Set(rights.map(({ operation }) => operation))).toEqual(new Set(['read', 'write', 'describe']));
});

test('where orders are paid there is one user more, who reads what asks for money and writes what came of it', () => {
  const paid = definitionsOf(
    topologyOf({ LAB_NAMESPACE: '', LAB_DURABILITY: 'page-cache', LAB_REPLICAS: 0, LAB_PAYMENT: 'orchestrated' }),
  ).filter(({ user, operation }) => user === 'payments' && operation !== 'describe');
  expect(paid).toEqual([
    { user: 'payments', resource: 'topic', operation: 'write', name: 'payments' },
    { user: 'payments', resource: 'topic', operation: 'write', name: 'payment-service.dead-letters' },
    { user: 'payments', resource: 'topic', operation: 'read', name: 'orders' },
    { user: 'payments', resource: 'group', operation: 'read', name: 'payment-service' },
  ]);
});
