import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { outboxSchema } from '../messaging/outbox.ts';
import { scratch } from '../testing/scratch.ts';

/** What is peculiar to the engine that keeps a store in a file. What every engine promises: `store.test.ts`. */
const schema = 'CREATE TABLE IF NOT EXISTS notes (id {serial}, text TEXT NOT NULL UNIQUE);';

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

test('what an outbox has not sent yet is found by its index', async () => {
  await using it = await scratch(outboxSchema);
  const plan = await it.store.reader.all<{ detail: string }>(
    'EXPLAIN QUERY PLAN SELECT * FROM outbox WHERE sent_at IS NULL ORDER BY seq LIMIT 500',
  );
  expect(plan[0]?.detail).toContain('outbox_unsent');
});
