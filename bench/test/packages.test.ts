import { expect, test } from 'vitest';
import { codeOf, modeFolders, read } from './sources.ts';

interface Manifest {
  license?: string;
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

interface Locked {
  link?: boolean;
  dev?: boolean;
  integrity?: string;
  license?: string;
  hasInstallScript?: boolean;
}
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const locked = Object.entries(packages).filter(([path, { link }]) => path.startsWith('node_modules/') && !link);
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

test('every package that has an install script is named, so that a new one is seen', () => {
  const having = locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));
  expect(having.toSorted()).toEqual(Object.keys(main.allowScripts ?? {}).toSorted());
});

test('no script of a package runs at the first command, whatever npm the machine has', () => {
  expect(codeOf('setup.mjs')).toMatch(/\['ci', '--ignore-scripts'/);
});

test('the lockfile knows every package by its content', () => {
  expect(locked.length).toBeGreaterThan(300);
  expect(locked.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-')).map(([path]) => path)).toEqual([]);
});

test('there is a licence, and whatever runs with a service has one like it', () => {
  expect(read('LICENSE')).toMatch(/^MIT License\n[\s\S]*Copyright/);
  expect(main.license).toBe('MIT');
  const alike = /^\(?(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|Zlib|Unlicense|CC0-1\.0)\b/;
  const shipped = locked.filter(([, { dev }]) => !dev);
  expect(shipped.length).toBeGreaterThan(50);
  expect(shipped.filter(([, { license = '' }]) => !alike.test(license)).map(([path]) => path)).toEqual([]);
});

test('Node 24 comes from npm, the same version for every platform', () => {
  const versions = Object.entries(main.optionalDependencies ?? {}).filter(([name]) => name.startsWith('node-'));
  expect(versions.length).toBeGreaterThanOrEqual(3);
  expect(new Set(versions.map(([, version]) => version)).size).toBe(1);
  expect(versions[0]?.[1]).toMatch(/^24\./);
});

test('on a fresh clone every command first installs what is missing, also where npm runs no pre scripts', () => {
  const scripts = Object.entries(main.scripts ?? {});
  expect(scripts.filter(([, command]) => !/^node setup\.mjs( |$)/.test(command))).toEqual([]);
  expect(scripts.filter(([name]) => /^(pre|post)/.test(name))).toEqual([]);
});

test('no command calls node a second time: a shell would take the one that it found before there was another', () => {
  const scripts = Object.entries(main.scripts ?? {});
  expect(
    scripts.filter(([, command]) =>
      command
        .split('&&')
        .slice(1)
        .some((part) => /^\s*node /.test(part)),
    ),
  ).toEqual([]);
});

test('what npm installs does not depend on the settings of its user', () => {
  for (const asked of ['--include=dev', '--include=optional', '--bin-links', '--no-engine-strict']) {
    expect(codeOf('setup.mjs')).toContain(`'${asked}'`);
  }
});

test('setup.mjs needs nothing but Node', () => {
  const imported = [...read('setup.mjs').matchAll(/from '([^']+)'/g)].map(([, name]) => name as string);
  expect(imported.filter((name) => !name.startsWith('node:'))).toEqual([]);
});

test('on Node 20 better-sqlite3 segfaults: the version is looked at before anything is imported', () => {
  expect(codeOf('bench/cli/cli.ts')).not.toMatch(/^import /m);
  expect(codeOf('bench/cli/cli.ts').indexOf('process.versions.node')).toBeLessThan(
    codeOf('bench/cli/cli.ts').indexOf('await import('),
  );
});
