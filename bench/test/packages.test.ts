import { expect, test } from 'vitest';
import { codeOf, modeFolders, read } from './sources.ts';

interface Manifest {
  engines?: Record<string, string>;
  devEngines?: unknown;
  allowScripts?: Record<string, boolean>;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}
const manifest = (folder: string) => JSON.parse(read(`${folder}/package.json`)) as Manifest;
const all = ['.', 'common', 'bench', ...modeFolders].map(manifest);
const main = manifest('.');

test('every version is pinned exactly', () => {
  const loose = all
    .flatMap(({ dependencies, devDependencies, optionalDependencies }) =>
      Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }),
    )
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
  expect(loose).toEqual([]);
});

test('engine-strict and devEngines would make npm itself refuse', () => {
  expect(read('.npmrc')).not.toMatch(/engine-strict/);
  expect(all.filter((one) => one.devEngines !== undefined)).toEqual([]);
});

test('install scripts are denied unless they are named', () => {
  expect(Object.values(main.allowScripts ?? {}).filter(Boolean)).toEqual([]);
});

test('Node 24 comes from npm, the same version for every platform', () => {
  const versions = Object.entries(main.optionalDependencies ?? {}).filter(([name]) => name.startsWith('node-'));
  expect(versions.length).toBeGreaterThanOrEqual(3);
  expect(new Set(versions.map(([, version]) => version)).size).toBe(1);
  expect(versions[0]?.[1]).toMatch(/^24\./);
});

test('on a fresh clone every command first installs what is missing', () => {
  const { scripts = {} } = main;
  const commands = Object.keys(scripts).filter((name) => !(name.startsWith('pre') && name.slice(3) in scripts));
  expect(commands.filter((name) => scripts[`pre${name}`] !== 'node setup.mjs')).toEqual([]);
});

test('setup.mjs needs nothing but Node', () => {
  const imported = [...read('setup.mjs').matchAll(/from '([^']+)'/g)].map(([, name]) => name as string);
  expect(imported.filter((name) => !name.startsWith('node:'))).toEqual([]);
});

test('on Node 20 better-sqlite3 segfaults: the version is looked at before anything is imported', () => {
  expect(codeOf('bench/cli.ts')).not.toMatch(/^import /m);
  expect(codeOf('bench/cli.ts').indexOf('process.versions.node')).toBeLessThan(
    codeOf('bench/cli.ts').indexOf('await import('),
  );
});
