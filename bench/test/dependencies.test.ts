import { expect, test } from 'vitest';
import {
  clientsOf,
  codeOf,
  dependenciesOf,
  importsOf,
  isTest,
  modeFolders,
  packageOf,
  read,
  sources,
} from './sources.ts';

/**
 *   contracts ◀─ workflow ◀─ base, observe, store, messaging, http ◀─ service ◀─ modes ─▶ mode.ts ◀─ bench
 *
 * Each part with what it may import of the project.
 */
const underneath = ['common/contracts/', 'common/workflow/', 'common/base/'];
const carrying = [...underneath, 'common/store/', 'common/observe/', 'common/messaging/', 'common/http/'];
const foundations = ['common/', 'bench/record/', 'bench/measure/'];
const running = [...foundations, 'bench/brokers/', 'bench/load/', 'bench/lab/'];
const registries = ['bench/modes.ts', 'bench/brokers/'];
/** What a report is told with: numbers, words for them, and the tables that Markdown and terminal share. */
const told = [
  ...foundations,
  ...registries,
  'bench/faults/all.ts',
  'bench/report/figures/',
  'bench/report/words/',
  'bench/report/tables/',
];
const allowed: Record<string, string[]> = {
  'common/contracts/': ['common/contracts/'],
  'common/workflow/': ['common/contracts/', 'common/workflow/'],
  'common/base/': ['common/base/'],
  'common/store/': [...underneath, 'common/store/', 'common/observe/'],
  'common/observe/': [...underneath, 'common/observe/'],
  'common/messaging/': [...underneath, 'common/messaging/', 'common/store/', 'common/observe/'],
  'common/tokens/': [...underneath, 'common/tokens/'],
  'common/http/': [...underneath, 'common/http/', 'common/tokens/', 'common/store/', 'common/observe/'],
  'common/service/': [...carrying, 'common/service/'],
  'common/customers/': [...carrying, 'common/tokens/', 'common/service/', 'common/customers/'],
  'common/operator/': [...carrying, 'common/operator/'],
  'common/capabilities.ts': underneath,
  'common/mode.ts': [...underneath, 'common/capabilities.ts'],
  'common/testing/': ['common/'],
  ...Object.fromEntries(modeFolders.map((mode) => [`${mode}/`, ['common/', `${mode}/`]])),
  'bench/record/': [...foundations, 'bench/brokers/'],
  'bench/measure/': foundations,
  'bench/checkers/': [...foundations, 'bench/checkers/'],
  'bench/brokers/': ['common/', 'bench/measure/', 'bench/brokers/', 'bench/faults/proxy/'], // the nodes of a cluster meet through it
  'bench/load/': [...foundations, 'bench/load/', 'bench/brokers/'],
  'bench/lab/': running,
  'bench/faults/': [...running, 'bench/faults/'],
  'bench/experiments/': [
    ...running,
    'bench/checkers/',
    'bench/faults/',
    'bench/experiments/',
    'bench/report/',
    'bench/tools/',
  ],
  'bench/report/figures/': [
    ...foundations,
    ...registries,
    'bench/checkers/',
    'bench/faults/all.ts',
    'bench/report/figures/',
  ],
  'bench/report/words/': [
    ...foundations,
    ...registries,
    'bench/faults/all.ts',
    'bench/report/words/',
    'bench/report/figures/',
  ],
  'bench/report/tables/': told,
  'bench/report/charts/': [...told.slice(0, -1), 'bench/report/charts/'],
  'bench/report/markdown/': [
    ...told,
    'bench/report/markdown/',
    'bench/report/charts/plan-charts.ts',
    'bench/report/charts/palette.ts',
  ],
  'bench/report/html/': [...told, 'bench/report/html/', 'bench/report/markdown/', 'bench/report/charts/'],
  'bench/report/terminal/': [...told, 'bench/report/terminal/'],
  'bench/report/render-': [...foundations, ...registries, 'bench/report/'],
  'bench/live/': ['common/', 'bench/'],
  'bench/tools/': ['common/', 'bench/'],
  'bench/cli/': ['common/', 'bench/'],
};

const rawPrograms = 'bench/experiments/ceilings/raw/';
const inside = (path: string) => ['common', 'bench', ...modeFolders].some((folder) => path.startsWith(`${folder}/`));
const edges = sources.flatMap((from) => importsOf(from).map((to) => ({ from, to })));
/** What is measured raw is given the client as its mode mends it, and its policies. */
const isAsOurs = ({ from, to }: (typeof edges)[number]) =>
  from.startsWith(rawPrograms) && /^[a-z-]+\/(topology|transport\/mended-client)\.ts$/.test(to);
const show = ({ from, to }: (typeof edges)[number]) => `${from} → ${to}`;

test.each(Object.keys(allowed))('%s imports only what lies below it', (part) => {
  const own = edges.filter(({ from }) => from.startsWith(part));
  expect(own.length).toBeGreaterThan(0);
  const may = allowed[part] ?? [];
  const tests = part.startsWith('bench/') ? ['common/', 'bench/'] : [...may, 'common/']; // a test brings whatever it needs
  const astray = own.filter(
    ({ from, to }) =>
      inside(to) &&
      !isAsOurs({ from, to }) &&
      !(isTest(from) ? tests : may).some(
        (prefix) => to.startsWith(prefix) && (isTest(from) || !to.startsWith('common/testing/')),
      ),
  );
  expect(astray.map(show)).toEqual([]);
});

test('every project import is found: none is written in a way that these tests overlook', () => {
  for (const path of sources) {
    const written = codeOf(path).match(/^(?:import\b|export (?:type )?[{*])[^;]*? from '/gm)?.length ?? 0;
    expect(importsOf(path).length, path).toBeGreaterThanOrEqual(written);
  }
});

test('bench names the folder of a mode only in bench/modes.ts, and where a client is measured as its mode uses it', () => {
  const naming = sources.filter(
    (path) =>
      path.startsWith('bench/') &&
      path !== 'bench/modes.ts' &&
      !path.startsWith(rawPrograms) &&
      !path.startsWith('bench/test/') && // these tests look at all of them
      !path.startsWith('bench/tools/security/points/') && // and that names tests, wherever they are
      new RegExp(`['"\`/](${modeFolders.join('|')})/`).test(codeOf(path)),
  );
  expect(naming).toEqual([]);
});

const clients = modeFolders.flatMap((mode) => clientsOf(mode).map((client) => ({ client, mode })));

test.each(clients)('$client is imported in the transport of $mode alone', ({ client, mode }) => {
  const home = `${mode}/transport/`;
  const loading = edges.filter(
    ({ from, to }) => packageOf(to) === client && !isTest(from) && !measuresItRaw(from) && !typeOnly(from, client),
  );
  expect(loading.length).toBeGreaterThan(0);
  expect(loading.filter(({ from }) => !from.startsWith(home)).map(show)).toEqual([]);
});

test('the engines of stores are known where they are opened and looked into, and where one is measured raw or run', () => {
  const sqlite = (path: string) =>
    /^common\/store\/(sqlite-[a-z]+|inspect-sqlite|open-store|inspector)\.ts$/.test(path) ||
    path === 'bench/experiments/ceilings/raw/smallest/rows.ts';
  const postgres = (path: string) =>
    /^common\/store\/(postgres-[a-z]+|inspect-postgres|open-store|inspector)\.ts$/.test(path) ||
    path === 'bench/brokers/postgresql.ts';
  const loading = (engine: RegExp) => edges.filter(({ from, to }) => engine.test(to) && !isTest(from));
  const ofSqlite = loading(/^better-sqlite3$|\/(sqlite-(store|pragmas)|inspect-sqlite)\.ts$/);
  const ofPostgres = loading(/^pg$|\/(postgres-(store|access)|inspect-postgres)\.ts$/);
  expect(ofSqlite.filter(({ from }) => !sqlite(from)).map(show)).toEqual([]);
  expect(ofPostgres.filter(({ from }) => !postgres(from)).map(show)).toEqual([]);
  for (const one of [ofSqlite, ofPostgres]) expect(new Set(one.map(({ from }) => from)).size).toBeGreaterThanOrEqual(4);
  const speaking = sources.filter((path) => !isTest(path) && !sqlite(path) && !postgres(path));
  const words = /\bPRAGMA\b|\browid\b|\bsqlite_\w|\.sqlite\b|\bpg_\w|\bxid8?\b/i;
  expect(speaking.filter((path) => words.test(codeOf(path)))).toEqual([]);
});

test('a service with a file as its store does not load the client of the other engine', () => {
  const atOnce = /^import [^;]*'(pg|[^']*\/(postgres-\w+|inspect-postgres)\.ts)'/m;
  const opening = ['common/store/open-store.ts', 'common/store/inspector.ts', 'common/store/store-place.ts'];
  expect(opening.filter((path) => atOnce.test(read(path)))).toEqual([]);
});

/** The ceilings: each client library with nothing of the lab around it. */
const measuresItRaw = (path: string) => /^bench\/experiments\/(?:ceilings\/raw|cluster\/bare)\//.test(path);

/** Types vanish before anything runs; an import of no names loads the whole of it. */
const typesOnly = (code: string, client: string): boolean => {
  const rest = code.replaceAll(new RegExp(`\\b(?:import|export) type [^;]*? from '${client}[^']*'`, 'g'), '');
  return !new RegExp(`\\b(?:from|import|import\\()\\s*'${client}['/]`).test(rest);
};
const typeOnly = (path: string, client: string) => typesOnly(codeOf(path), client);

test.each([
  ["import type { A } from 'x';", true],
  ["import 'x';", false],
  ["import { type A, b } from 'x';", false],
  ["import type { A } from 'x';\nimport { b } from 'x/inner';", false],
  ["const x = await import('x');", false],
  ["export { a } from 'x';", false],
])('%j has types alone: %s', (code, expected) => {
  expect(typesOnly(code, 'x')).toBe(expected);
});

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

test('inside a service only common/base/config.ts reads the environment', () => {
  const services = sources.filter((path) => !path.startsWith('bench/') && !isTest(path));
  const reading = services.filter((path) => /process\.env|from 'node:process'/.test(codeOf(path)));
  expect(reading).toEqual(['common/base/config.ts']);
});

test('client libraries are listed by the mode that uses them, and by nobody else', () => {
  for (const mode of modeFolders) expect(clientsOf(mode), mode).not.toEqual([]);
  const measuredRaw = edges.filter(({ from }) => measuresItRaw(from)).map(({ to }) => packageOf(to));
  const elsewhere = clients.flatMap(({ client, mode }) =>
    ['.', 'common', 'bench', ...modeFolders]
      .filter((folder) => folder !== mode && dependenciesOf(folder).includes(client))
      .filter((folder) => folder !== 'bench' || !measuredRaw.includes(client)) // for the ceilings
      .map((folder) => `${folder} lists ${client} of ${mode}`),
  );
  expect(elsewhere).toEqual([]);
});
