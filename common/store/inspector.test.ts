import { expect, test } from 'vitest';
import { scratch } from '../testing/scratch.ts';
import { asWritten, change, isOfStore, removeStore, rowsGone, select, tablesOf, watchNumber } from './inspector.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS notes (id {serial}, text TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS words ({numbered} word TEXT PRIMARY KEY);`;

const filled = async () => {
  const it = await scratch(schema);
  for (const word of ['c', 'a', 'b']) {
    await it.store.transact(async (tx) => {
      await tx.run('INSERT INTO notes (text) VALUES (?)', word);
      await tx.run('INSERT INTO words (word) VALUES (?)', word);
    });
  }
  return it;
};

test('an outsider reads what is committed while the store is open, in the order it was written', async () => {
  await using it = await filled();
  const sql = `SELECT word FROM words WHERE word <> ? ORDER BY ${asWritten}`;
  expect(await select(it.folder, 'test', sql, 'a')).toEqual([{ word: 'c' }, { word: 'b' }]);
});

test('where there is no store nothing is read, and nothing is made', async () => {
  await using it = await filled();
  expect(await select(it.folder, 'other', 'SELECT * FROM notes')).toEqual([]);
  expect(await tablesOf(it.folder, 'other')).toEqual(new Set());
  await expect(change(it.folder, 'other', 'DELETE FROM notes')).rejects.toThrow('There is no store of other');
  expect(await tablesOf(it.folder, 'other')).toEqual(new Set());
});

test('a look cannot change anything', async () => {
  await using it = await filled();
  await expect(select(it.folder, 'test', 'DELETE FROM notes RETURNING id')).rejects.toThrow(/read-?only/);
});

test('a change is counted, and the service sees it', async () => {
  await using it = await filled();
  expect(await change(it.folder, 'test', "DELETE FROM notes WHERE text <> 'c'")).toBe(2);
  expect(await it.store.reader.all('SELECT text FROM notes')).toEqual([{ text: 'c' }]);
});

test('it is known how many rows are gone, and which tables there are', async () => {
  await using it = await filled();
  await change(it.folder, 'test', 'DELETE FROM notes WHERE id < 3');
  expect(await rowsGone(it.folder, 'test', 'notes')).toBe(2);
  expect(await rowsGone(it.folder, 'test', 'none')).toBe(0);
  expect([...(await tablesOf(it.folder, 'test'))]).toEqual(expect.arrayContaining(['notes', 'words']));
});

test('a number is watched from before there is a store until it is closed', async () => {
  await using it = await filled();
  const early = watchNumber(it.folder, 'other', 'SELECT MAX(id) FROM notes');
  const watched = watchNumber(it.folder, 'test', 'SELECT MAX(id) FROM notes');
  expect([await early.read(), await watched.read()]).toEqual([0, 3]);
  await it.store.transact((tx) => tx.run("INSERT INTO notes (text) VALUES ('d')"));
  expect(await watched.read()).toBe(4);
  for (const each of [early, watched]) each.close();
});

test('a removed store is gone with all its files, and opens empty', async () => {
  await using it = await filled();
  await it.store.close();
  await removeStore(it.folder, 'test');
  await it.reopen();
  expect(await it.store.reader.all('SELECT * FROM notes')).toEqual([]);
  expect(['a.sqlite', 'a.sqlite-wal', 'a.log'].map(isOfStore)).toEqual([true, true, false]);
});
