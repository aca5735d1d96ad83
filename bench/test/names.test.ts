import { expect, test } from 'vitest';
import { brokerKinds } from '../brokers/brokers.ts';
import { modes } from '../modes.ts';
import { clientsOf, eventFolders, isTest, read, sources } from './sources.ts';

/**
 * What bench calls by its name is told apart by its name: what sets modes and brokers apart are values, in their `mode.ts`
 * and in `bench/brokers`.
 */
const names = [
  ...modes.map(({ name }) => name),
  ...brokerKinds.flatMap(({ kind, name, variable }) => [kind, name, variable.split('_')[0] ?? '']),
  ...eventFolders.flatMap(clientsOf),
];
const namesIn = (text: string): string[] =>
  [...new Set(names)].filter((name) => text.toLowerCase().includes(name.toLowerCase()));

/** Where a name may stand. */
const registries = ['bench/modes.ts', 'bench/brokers/'];
const others: Record<string, string> = {
  'bench/experiments/cluster/bare/': 'writes with each client library and nothing of ours around it, a file per broker',
  'bench/experiments/ceilings/raw/': 'measures each client library with nothing of ours on it, a folder per broker',
  'bench/tools/machines/cases/': 'tries what each broker and its tools are named and told by their users',
  'bench/tools/security/points/': 'names tests by their titles, wherever they are',
};
const mayName = (path: string) => [...registries, ...Object.keys(others)].some((place) => path.startsWith(place));

test('no mode and no broker is named in bench outside its registries', () => {
  const naming = sources
    .filter((path) => path.startsWith('bench/') && !mayName(path) && !isTest(path))
    .flatMap((path) => namesIn(read(path)).map((name) => `${path}: ${name}`));
  expect(naming).toEqual([]);
});

test.each([
  "if (mode.broker?.kind === 'kafka') await placePoison(lab);",
  "const noticed = { 'sync-rest': ['orders', 'inventory'] };",
  'const timeout = { LAB_KAFKA_SESSION_TIMEOUT_MS: "2000" };',
  "process.env['AMQP_URL']",
  "import amqp from 'amqplib';",
  '/** RabbitMQ: the live queues are told everything again. */',
])('a planted name is found: %s', (planted) => {
  expect(namesIn(planted)).not.toEqual([]);
});

test('every broker that a mode names is registered, and its process is no role of a service', () => {
  const kinds = modes.flatMap(({ broker }) => broker?.kind ?? []);
  expect(brokerKinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(kinds));
  const roles: string[] = modes.flatMap(({ services }) => services.map(({ role }) => role));
  expect(kinds.filter((kind) => roles.includes(kind))).toEqual([]);
});
