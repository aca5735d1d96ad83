import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Scratch, scratch } from '../testing/scratch.ts';
import { checkWritable, StoreUnavailable } from './store.ts';

const schema = 'CREATE TABLE IF NOT EXISTS notes (id {serial}, text TEXT NOT NULL UNIQUE);';
const add = (it: Scratch, text: string) =>
  it.store.transact((tx) => tx.run('INSERT INTO notes (text) VALUES (?)', text));
const notes = async (it: Scratch) =>
  (await it.store.reader.all<{ text: string }>('SELECT text FROM notes ORDER BY id')).map(({ text }) => text);

/** Counts the COMMITs of stores that are opened afterwards. */
function countCommits() {
  let commits = 0;
  const prepare = Database.prototype.prepare;
  const spy = vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (
    this: Database.Database,
    sql: string,
  ) {
    const statement = prepare.call(this, sql);
    if (sql !== 'COMMIT') return statement;
    const run = statement.run.bind(statement);
    statement.run = (params: unknown) => {
      commits++;
      return run(params ?? []);
    };
    return statement;
  });
  onTestFinished(() => spy.mockRestore());
  return () => commits;
}

test('transactions that arrive together share a commit', async () => {
  const commits = countCommits();
  await using it = await scratch(schema);
  await Promise.all(Array.from({ length: 200 }, (_, n) => add(it, `note ${n}`)));
  expect(await notes(it)).toHaveLength(200);
  expect(commits()).toBeLessThanOrEqual(2);
});

test('a transaction that fails does not affect its neighbours', async () => {
  const commits = countCommits();
  await using it = await scratch(schema);
  const bad = it.store.transact(async (tx) => {
    await tx.run('INSERT INTO notes (text) VALUES (?)', 'undone');
    throw new Error('no');
  });
  const outcomes = await Promise.allSettled([add(it, 'before'), bad, add(it, 'before'), add(it, 'after')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(await notes(it)).toEqual(['before', 'after']);
  expect(commits()).toBe(1);
});

test('a constraint is the caller’s error, not an unavailable store', async () => {
  await using it = await scratch(schema);
  await add(it, 'once');
  await expect(add(it, 'once')).rejects.not.toBeInstanceOf(StoreUnavailable);
});

test('afterCommit is called once the row can be read, and not when the transaction is undone', async () => {
  await using it = await scratch(schema);
  const called: string[] = [];
  const good = it.store.transact(async (tx) => {
    tx.afterCommit(() => called.push('good'));
    await tx.run('INSERT INTO notes (text) VALUES (?)', 'good');
  });
  const bad = it.store.transact(async (tx) => {
    tx.afterCommit(() => called.push('bad'));
    throw new Error('no');
  });
  await Promise.allSettled([good, bad]);
  expect(called).toEqual(['good']);
});

test('the reader sees only what is committed', async () => {
  await using it = await scratch(schema);
  await it.store.transact(async (tx) => {
    await tx.run('INSERT INTO notes (text) VALUES (?)', 'draft');
    expect(await tx.all('SELECT * FROM notes')).toHaveLength(1);
    expect(await notes(it)).toEqual([]);
  });
  expect(await notes(it)).toEqual(['draft']);
});

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

test('a closed store is unavailable, and what came before is committed', async () => {
  await using it = await scratch(schema);
  const last = add(it, 'last');
  await it.store.close();
  await last;
  await expect(add(it, 'too late')).rejects.toBeInstanceOf(StoreUnavailable);
  await it.reopen();
  expect(await notes(it)).toEqual(['last']);
});

test('too many waiting transactions are refused, and the caller hears it as a rejection', async () => {
  await using it = await scratch(schema);
  const work = Array.from({ length: 20_005 }, () => it.store.transact((tx) => tx.get('SELECT 1')));
  const outcomes = await Promise.allSettled(work);
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused).toHaveLength(5);
  for (const { reason } of refused) expect(reason).toBeInstanceOf(StoreUnavailable);
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
