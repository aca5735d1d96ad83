import { join } from 'node:path';
import { readSettings } from '../common/base/config.ts';
import { newSecret, readKept, writeKept } from '../common/base/kept-secret.ts';
import { type BrokerUser, brokerUsersOf, definitionsOf } from './definitions.ts';
import { topologyOf } from './topology.ts';

// Run once before the broker starts, with the folder to write to and the names of its nodes, if they are several. A password
// that is there already is kept.
//
//   <folder>/<service>/amqp-url           for the service of that name alone
//   <folder>/broker/definitions.json      for the broker, with hashes
//   <folder>/broker/operator-password     for the person who opens the management UI
//   <folder>/broker/erlang-cookie         for the nodes, to know one another by
const [, , folder, ...named] = process.argv;
if (!folder) throw new Error('Say which folder to write to: write-credentials.ts <folder> [node…]');
const nodes = named.length > 0 ? named : ['broker'];

const placeOf = (user: BrokerUser) =>
  user === 'operator' ? join(folder, 'broker', 'operator-password') : join(folder, user, 'amqp-url');

function passwordOf(user: BrokerUser): string {
  const kept = readKept(placeOf(user));
  const [url = ''] = kept.split(',');
  return (user === 'operator' ? kept : url && new URL(url).password) || newSecret();
}

const urlOf = (user: BrokerUser, password: string) =>
  nodes.map((node) => `amqp://${user}:${password}@${node}:5672`).join(',');

const topology = topologyOf(readSettings());
const users = brokerUsersOf(topology);
for (const user of users) {
  const password = passwordOf(user);
  if (user === 'operator') writeKept(placeOf(user), password, 0o644);
  else writeKept(placeOf(user), urlOf(user, password));
}
// The broker runs as another user, so these are readable by all who see the broker's folder: the broker alone.
const cookie = join(folder, 'broker', 'erlang-cookie');
writeKept(cookie, readKept(cookie) || newSecret(), 0o644);
const definitions = definitionsOf(topology, passwordOf); // each is kept by now
writeKept(join(folder, 'broker', 'definitions.json'), JSON.stringify(definitions, null, 2), 0o644);
console.log(`Users ${users.join(', ')} are ready.`);
