import { expect, onTestFinished, test } from 'vitest';
import { scratch } from '../testing/scratch.ts';
import { removeStore } from './inspector.ts';
import { SteadyReader } from './steady-reader.ts';

const schema = 'CREATE TABLE IF NOT EXISTS things (name TEXT NOT NULL);';
const names = async (reader: SteadyReader) =>
  (await reader.select<{ name: string }>('test', 'SELECT name FROM things ORDER BY name')).map(({ name }) => name);

async function looked() {
  const it = await scratch(schema);
  const reader = new SteadyReader(it.folder);
  onTestFinished(() => reader.close());
  const put = (name: string) => it.store.transact((tx) => tx.run('INSERT INTO things (name) VALUES (?)', name));
  return { it, reader, put };
}

test('each look sees what is committed by then', async () => {
  const { it, reader, put } = await looked();
  await using _ = it;
  expect(await names(reader)).toEqual([]);
  await put('first');
  expect(await names(reader)).toEqual(['first']);
  await put('second');
  expect(await names(reader)).toEqual(['first', 'second']);
});

test('a store that was removed and made anew is read anew, and is empty meanwhile', async () => {
  const { it, reader, put } = await looked();
  await using _ = it;
  await put('old');
  expect(await names(reader)).toEqual(['old']);
  await it.store.close();
  await removeStore(it.folder, 'test');
  expect(await names(reader)).toEqual([]);
  await it.reopen();
  await put('new');
  expect(await names(reader)).toEqual(['new']);
  await put('newer');
  expect(await names(reader)).toEqual(['new', 'newer']);
});
