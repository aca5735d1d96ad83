import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Scratch, scratch } from '../testing/scratch.ts';
import { checkWritable, StoreUnavailable } from './store.ts';

/** What is peculiar to the engine that keeps a store in a file. What every engine promises: `store.test.ts`. */
const schema = 'CREATE TABLE IF NOT EXISTS notes (id {serial}, text TEXT NOT NULL UNIQUE);';
const add = (it: Scratch, text: string) =>
  it.store.transact((tx) => tx.run('INSERT INTO notes (text) VALUES (?)', text));
const notes = async (it: Scratch) =>
  (await it.store.reader.all<{ text: string }>('SELECT text FROM notes ORDER BY id')).map(({ text }) => text);

test('while another process holds the write lock, the store is unavailable and readable', async () => {
  await using it = await scratch(schema);
  await add(it, 'before');
  const script = `
    const Database = require('better-sqlite3');
    new Database(process.argv[1]).exec('BEGIN IMMEDIATE');
    console.log('locked');
    process.stdin.resume();`;
  const other = spawn(process.execPath, ['-e', script, join(it.folder, 'test.sqlite')]);
  const closed = once(other, 'close');
  await once(other.stdout, 'data');
  await expect(add(it, 'during')).rejects.toBeInstanceOf(StoreUnavailable);
  await expect(checkWritable(it.store)).rejects.toThrow('The store cannot write now.');
  expect(await notes(it)).toEqual(['before']);
  other.kill('SIGKILL');
  await closed;
  await add(it, 'after');
  expect(await notes(it)).toEqual(['before', 'after']);
});

test.each([
  ['page-cache', 1],
  ['fsync', 2],
] as const)('better-sqlite3 defaults to synchronous=NORMAL in WAL: the tier %s sets %i', async (tier, synchronous) => {
  await using it = await scratch(schema, tier);
  const pragmas = await it.store.transact((tx) =>
    Promise.all([tx.get('PRAGMA synchronous'), tx.get('PRAGMA journal_mode')]),
  );
  expect(pragmas).toEqual([{ synchronous }, { journal_mode: 'wal' }]);
});

test('the file can be read by its owner alone', async () => {
  await using it = await scratch(schema);
  const { mode } = await stat(join(it.folder, 'test.sqlite'));
  expect(mode & 0o777).toBe(0o600);
});

test.each([
  ['page-cache', 1],
  ['fsync', 2],
] as const)('synchronous is set for the tier %s, and not left to better-sqlite3', async (durability, synchronous) => {
  await using it = await scratch(schema, durability);
  expect(await it.store.transact((tx) => tx.get('PRAGMA synchronous'))).toEqual({ synchronous });
});
