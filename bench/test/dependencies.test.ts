import { expect, test } from 'vitest';
import { codeOf, importsOf, isTest, modeFolders, read, sources } from './sources.ts';

/**
 *   contracts ◀─ workflow ◀─ service ◀─ modes ─▶ mode.ts ◀─ bench
 *
 * Each part with what it may import of the project.
 */
const allowed: Record<string, string[]> = {
  'common/contracts/': ['common/contracts/'],
  'common/workflow/': ['common/contracts/', 'common/workflow/'],
  'common/service/': ['common/contracts/', 'common/workflow/', 'common/service/'],
  'common/mode.ts': ['common/contracts/', 'common/workflow/', 'common/service/'],
  'common/testing/': ['common/'],
  'sync-rest/': ['common/', 'sync-rest/'],
  'async-rabbitmq/': ['common/', 'async-rabbitmq/'],
  'streaming-kafka/': ['common/', 'streaming-kafka/'],
  'bench/': ['common/', 'bench/'],
};

const inside = (path: string) => /^(common|bench|sync-rest|async-rabbitmq|streaming-kafka)\//.test(path);
const edges = sources.flatMap((from) => importsOf(from).map((to) => ({ from, to })));
const show = ({ from, to }: (typeof edges)[number]) => `${from} → ${to}`;

test.each(Object.keys(allowed))('%s imports only what lies below it', (part) => {
  const own = edges.filter(({ from }) => from.startsWith(part));
  expect(own.length).toBeGreaterThan(0);
  const may = [...(allowed[part] ?? []), ...(part.startsWith('common/') ? ['common/testing/'] : [])];
  const astray = own.filter(
    ({ from, to }) =>
      inside(to) &&
      from !== 'bench/modes.ts' &&
      !may.some((prefix) => to.startsWith(prefix) && (isTest(from) || !to.startsWith('common/testing/'))),
  );
  expect(astray.map(show)).toEqual([]);
});

test('every project import is found: none is written in a way that these tests overlook', () => {
  for (const path of sources) {
    const written = codeOf(path).match(/^(?:import\b|export (?:type )?[{*])[^;]*? from '/gm)?.length ?? 0;
    expect(importsOf(path).length, path).toBeGreaterThanOrEqual(written);
  }
});

test('bench names the folder of a mode only in bench/modes.ts', () => {
  const naming = sources.filter(
    (path) =>
      path.startsWith('bench/') &&
      path !== 'bench/modes.ts' &&
      !path.startsWith('bench/test/') && // these tests look at all three
      !path.startsWith('bench/security/points/') && // and that names tests, wherever they are
      new RegExp(`['"\`/](${modeFolders.join('|')})/`).test(codeOf(path)),
  );
  expect(naming).toEqual([]);
});

test.each([
  ['undici', 'sync-rest/transport.ts'],
  ['cockatiel', 'sync-rest/transport.ts'],
  ['amqplib', 'async-rabbitmq/transport.ts'],
  ['kafkajs', 'streaming-kafka/transport.ts'],
])('%s is imported in %s alone', (client, home) => {
  const loading = edges.filter(
    ({ from, to }) => to.split('/')[0] === client && !isTest(from) && !measuresItRaw(from) && !typeOnly(from, client),
  );
  expect([...new Set(loading.map(({ from }) => from))]).toEqual([home]);
});

/** The ceilings: each client library with nothing of the lab around it. */
const measuresItRaw = (path: string) => path.startsWith('bench/ceilings/raw/');

/** Types vanish before anything runs. */
const typeOnly = (path: string, client: string) =>
  !new RegExp(`import (?!type\\b)[^;]*from '${client}'`).test(codeOf(path));

test('the workflow knows neither node, clock, chance nor I/O', () => {
  const workflow = sources.filter((path) => path.startsWith('common/workflow/') && !isTest(path));
  expect(workflow.length).toBeGreaterThan(3);
  const outside =
    /\bDate\.now|new Date\(\)|Math\.random|randomUUID|crypto|\bfetch\(|\bprocess\.|\bperformance\b|setTimeout|console\./;
  for (const path of workflow) {
    expect(
      importsOf(path).filter((to) => !to.startsWith('common/')),
      path,
    ).toEqual([]);
    expect(codeOf(path), path).not.toMatch(outside);
  }
});

test('inside a service only common/service/config.ts reads the environment', () => {
  const services = sources.filter((path) => !path.startsWith('bench/') && !isTest(path));
  const reading = services.filter((path) => /process\.env|from 'node:process'/.test(codeOf(path)));
  expect(reading).toEqual(['common/service/config.ts']);
});

test('client libraries are listed by the mode that uses them, and by nobody else', () => {
  const listed = ['.', 'common', 'bench', ...modeFolders].map((folder) => {
    const { dependencies = {} } = JSON.parse(read(`${folder}/package.json`)) as {
      dependencies?: Record<string, string>;
    };
    return [
      folder,
      Object.keys(dependencies).filter((name) => ['undici', 'cockatiel', 'amqplib', 'kafkajs'].includes(name)),
    ];
  });
  expect(Object.fromEntries(listed)).toEqual({
    '.': [],
    common: [],
    bench: ['amqplib', 'kafkajs', 'undici'], // for the ceilings, which measure them raw
    'sync-rest': ['cockatiel', 'undici'],
    'async-rabbitmq': ['amqplib'],
    'streaming-kafka': ['kafkajs'],
  });
});
