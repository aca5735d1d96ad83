import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a folder is made with those above it, private, and again without harm', () => {
  const path = join(folder, 'a é', 'b');
  makeFolder(path);
  makeFolder(path);
  expect(statSync(path).mode & 0o077).toBe(0);
});

test('below a file it says so', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolder(join(folder, 'file', 'a', 'b'))).toThrow(/file is a file, and no folder can be below it/);
});

test.runIf(existsSync('/proc/self'))('where nothing can be made it says so, and does not try for ever', () => {
  expect(() => makeFolder('/proc/lab/run')).toThrow(/^\/proc\/lab cannot be made: this user may write nothing there/);
});
