import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { removeStore } from './inspector.ts';
import { openStore } from './open-store.ts';
import { SteadyReader } from './steady-reader.ts';

const schema = 'CREATE TABLE IF NOT EXISTS things (name TEXT NOT NULL);';
const names = async (reader: SteadyReader) =>
  (await reader.select<{ name: string }>('orders', 'SELECT name FROM things ORDER BY name')).map(({ name }) => name);

function inFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
  const reader = new SteadyReader(folder);
  onTestFinished(() => {
    reader.close();
    rmSync(folder, { recursive: true });
  });
  const settings = { LAB_DATA_DIR: folder, LAB_DURABILITY: 'page-cache', LAB_BATCH: 256 } as const;
  const put = async (name: string) => {
    const store = await openStore(settings, 'orders', schema);
    await store.transact(async (tx) => {
      await tx.run('INSERT INTO things (name) VALUES (?)', name);
    });
    await store.close();
  };
  return { folder, reader, put };
}

test('each look sees what is committed by then, and nothing where there is no store', async () => {
  const { reader, put } = inFolder();
  expect(await names(reader)).toEqual([]);
  await put('first');
  expect(await names(reader)).toEqual(['first']);
  await put('second');
  expect(await names(reader)).toEqual(['first', 'second']);
});

test('a store that was removed and made anew is read anew', async () => {
  const { folder, reader, put } = inFolder();
  await put('old');
  expect(await names(reader)).toEqual(['old']);
  await removeStore(folder, 'orders');
  await put('new');
  expect(await names(reader)).toEqual(['new']);
  await put('newer');
  expect(await names(reader)).toEqual(['new', 'newer']);
});
