import { createHash, randomBytes } from 'node:crypto';
import { type Acting, actingIn, sentBy } from '../common/workflow/message-table.ts';
import { deadLettersOf, type Topology } from './topology.ts';

/** Who talks to the broker. The operator may do everything, and use the management UI. */
export type BrokerUser = Acting | 'operator';
export const brokerUsersOf = ({ shape }: Pick<Topology, 'shape'>): BrokerUser[] => [...actingIn(shape), 'operator'];

const vhost = '/';

/**
 * What an administrator gives a broker so that services need not declare anything: the exchanges and queues of the
 * topology, and one user per service who may read its own queue, publish its own events, and park what it cannot handle.
 * RabbitMQ's definitions format.
 */
export function definitionsOf(topology: Topology, passwordOf: (user: BrokerUser) => string): unknown {
  const { exchange, deadLetterExchange, consumers, requests, shape } = topology;
  const acting = actingIn(shape);
  const takesRequests = (user: BrokerUser) => user === 'orders' && consumers.includes(requests);
  const queuesOf = (user: Acting) =>
    [topology[user], takesRequests(user) ? requests : null].flatMap((consumer) => consumer?.queue ?? []);
  const queues = consumers.flatMap(({ queue }) => [
    queueNamed(queue, topology.queueArguments(queue)),
    queueNamed(deadLettersOf(queue), topology.deadLetterArguments),
  ]);
  const bindings = consumers.flatMap(({ queue, events }) => [
    ...events.map((event) => binding(exchange, event, queue)),
    binding(deadLetterExchange, queue, deadLettersOf(queue)),
  ]);
  return {
    vhosts: [{ name: vhost }],
    users: brokerUsersOf(topology).map((name) => ({
      name,
      password_hash: hashed(passwordOf(name)),
      hashing_algorithm: 'rabbit_password_hashing_sha256',
      tags: name === 'operator' ? ['administrator'] : [],
    })),
    permissions: [
      { user: 'operator', vhost, configure: '.*', write: '.*', read: '.*' },
      ...acting.map((user) => ({
        user,
        vhost,
        configure: '^$',
        write: exactly(exchange, deadLetterExchange, ...(takesRequests(user) ? ['amq.default'] : [])),
        read: exactly(...queuesOf(user)),
      })),
    ],
    topic_permissions: acting.map((user) => ({
      user,
      vhost,
      exchange,
      write: exactly(...sentBy(user, shape)),
      read: '^$',
    })),
    exchanges: [exchangeNamed(exchange, 'topic'), exchangeNamed(deadLetterExchange, 'direct')],
    queues,
    bindings,
  };
}

const exchangeNamed = (name: string, type: 'topic' | 'direct') => ({
  name,
  vhost,
  type,
  durable: true,
  auto_delete: false,
  internal: false,
  arguments: {},
});

const queueNamed = (name: string, settings: Record<string, unknown>) => ({
  name,
  vhost,
  durable: true,
  auto_delete: false,
  arguments: settings,
});

const binding = (source: string, routingKey: string, destination: string) => ({
  source,
  vhost,
  destination,
  destination_type: 'queue',
  routing_key: routingKey,
  arguments: {},
});

/** A pattern that only these names fit. */
const exactly = (...names: string[]) => `^(${names.map((name) => name.replaceAll('.', '\\.')).join('|')})$`;

/** Salted, as RabbitMQ stores it: the salt, then SHA-256 of salt and password. */
function hashed(password: string): string {
  const salt = randomBytes(4);
  return Buffer.concat([salt, createHash('sha256').update(salt).update(password).digest()]).toString('base64');
}
