import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../common/base/config.ts';
import { type BrokerUser, brokerUsers, definitionsOf } from './definitions.ts';
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

const readKept = (place: string): string => (existsSync(place) ? readFileSync(place, 'utf8').trim() : '');
const newSecret = () => randomBytes(24).toString('base64url');

function passwordOf(user: BrokerUser): string {
  const kept = readKept(placeOf(user));
  const [url = ''] = kept.split(',');
  return (user === 'operator' ? kept : url && new URL(url).password) || newSecret();
}

const urlOf = (user: BrokerUser, password: string) =>
  nodes.map((node) => `amqp://${user}:${password}@${node}:5672`).join(',');

/** Whole or not at all. */
function write(place: string, text: string, mode: number): void {
  mkdirSync(join(place, '..'), { recursive: true });
  writeFileSync(`${place}.new`, `${text}\n`, { mode });
  renameSync(`${place}.new`, place);
}

const passwords = Object.fromEntries(brokerUsers.map((user) => [user, passwordOf(user)])) as Record<BrokerUser, string>;
for (const [user, password] of Object.entries(passwords) as [BrokerUser, string][]) {
  const isOperator = user === 'operator';
  write(placeOf(user), isOperator ? password : urlOf(user, password), isOperator ? 0o644 : 0o400);
}
// The broker runs as another user, so these are readable by all who see the broker's folder: the broker alone.
const cookie = join(folder, 'broker', 'erlang-cookie');
write(cookie, readKept(cookie) || newSecret(), 0o644);
const definitions = definitionsOf(topologyOf(readSettings()), passwords);
write(join(folder, 'broker', 'definitions.json'), JSON.stringify(definitions, null, 2), 0o644);
console.log(`Users ${brokerUsers.join(', ')} are ready.`);
