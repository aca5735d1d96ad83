import { expect, test } from 'vitest';
import { scratch } from '../testing/scratch.ts';
import { insertInto, selectIn } from './many-rows.ts';

const insert = insertInto('notes', { id: 'bigint', text: 'text' });
const values = { takesLists: false };
const valuesOf = (rows: number) => Array.from({ length: rows }, (_, n) => [n, `note ${n}`]).flat();

test.each([
  [0, 0],
  [1, 1],
  [8, 1],
  [64, 1],
  [256, 4],
  [100, 6], // 64, 32 and four alone
])('%i rows are written with %i statements, each value once and in its place', (rows, statements) => {
  const parts = insert(values, valuesOf(rows));
  expect(parts).toHaveLength(statements);
  expect(parts.flatMap(({ params }) => params)).toEqual(valuesOf(rows));
  for (const { sql, params, rows: held } of parts) {
    expect(params).toHaveLength(2 * held);
    expect(sql.match(/\?/g)).toHaveLength(2 * held);
  }
});

test('however many rows come, the engine sees five texts', () => {
  const texts = new Set(
    Array.from({ length: 300 }, (_, n) => insert(values, valuesOf(n)).map(({ sql }) => sql)).flat(),
  );
  expect(texts.size).toBe(5);
});

test('an engine that takes lists gets one for each column, whatever there is in it', () => {
  const [part, ...more] = insert({ takesLists: true }, valuesOf(300));
  expect(more).toEqual([]);
  expect(part?.params).toEqual([
    Array.from({ length: 300 }, (_, n) => n),
    valuesOf(300).filter((_, at) => at % 2 === 1),
  ]);
});

test('rows come out as they went in, and are found by their keys', async () => {
  await using it = await scratch('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);');
  await it.store.transact(async (tx) => {
    for (const { sql, params } of insert(tx, valuesOf(150))) await tx.run(sql, ...params);
  });
  const rows = await it.store.reader.all<{ id: number; text: string }>('SELECT id, text FROM notes ORDER BY id');
  expect(rows.flatMap(({ id, text }) => [id, text])).toEqual(valuesOf(150));
  const find = selectIn<{ id: number }>('SELECT id FROM notes WHERE id IN', 'bigint');
  const keys = [...Array.from({ length: 70 }, (_, n) => 2 * n), 999];
  expect((await find(it.store.reader, keys)).map(({ id }) => id)).toEqual(keys.slice(0, -1));
});
