import { extname } from 'node:path';
import { expect, test } from 'vitest';
import { projectFiles, read } from './sources.ts';

const binary = new Set(['.gz', '.hlog', '.png', '.sqlite']);
const texts = projectFiles.filter((path) => !binary.has(extname(path)) && !path.startsWith('bench/test/'));
const holding = (pattern: RegExp, paths = texts) => paths.filter((path) => pattern.test(read(path)));

test('no file names a place on the machine it was written on', () => {
  expect(holding(/\/(home|Users)\/(?!someone\b)\w+\/|\/work\/(main|shared)|[A-Z]:\\Users\\/)).toEqual([]);
});

test('no file names the host of a package registry', () => {
  const registry = /registry\.(npmjs|yarnpkg|npmmirror)|npm\.pkg\.github|repo1?\.maven|proxy\.golang|\/artifactory\//i;
  expect(holding(registry)).toEqual([]);
});

test('the lockfile says what, not from where', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { resolved?: string; link?: boolean }>;
  };
  const located = Object.entries(packages).filter(([, { resolved, link }]) => resolved !== undefined && !link);
  expect(located.map(([name]) => name)).toEqual([]);
});

test('no file holds a key', () => {
  expect(
    holding(
      /-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bnpm_[A-Za-z0-9]{36}\b/,
    ),
  ).toEqual([]);
});

test('no script or service takes guest:guest', () => {
  expect(holding(/guest:guest@/)).toEqual([]);
});
