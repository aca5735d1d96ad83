import { expect, test } from 'vitest';
import { storeCommits } from '../observe/store-commits.ts';
import { type Scratch, scratch } from '../testing/scratch.ts';
import { lockWrites } from './inspector.ts';
import { checkWritable, type Store, StoreUnavailable } from './store.ts';

/** What `store.ts` promises, put to whatever engine `openStore` chooses; what only one engine has is tested beside it. */
const schema = 'CREATE TABLE IF NOT EXISTS notes (id {serial}, text TEXT NOT NULL UNIQUE);';
const add = ({ store }: { store: Store }, text: string) =>
  store.transact((tx) => tx.run('INSERT INTO notes (text) VALUES (?)', text));
const notes = async (it: Scratch) =>
  (await it.store.reader.all<{ text: string }>('SELECT text FROM notes ORDER BY id')).map(({ text }) => text);

/** Counts the commits from now on. */
function countCommits() {
  const before = storeCommits.total;
  return () => storeCommits.total - before;
}

test('transactions that arrive together share a commit', async () => {
  await using it = await scratch(schema);
  const commits = countCommits();
  await Promise.all(Array.from({ length: 200 }, (_, n) => add(it, `note ${n}`)));
  expect(await notes(it)).toHaveLength(200);
  expect(commits()).toBeLessThanOrEqual(2);
});

test('a transaction that fails does not affect its neighbours', async () => {
  await using it = await scratch(schema);
  const commits = countCommits();
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

test('while somebody else holds the write lock, the store is unavailable and readable', async () => {
  await using it = await scratch(schema);
  await add(it, 'before');
  const release = await lockWrites(it.folder, 'test');
  await expect(add(it, 'during')).rejects.toBeInstanceOf(StoreUnavailable);
  await expect(checkWritable(it.store)).rejects.toThrow('The store cannot write now.');
  expect(await notes(it)).toEqual(['before']);
  await release();
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
  const work = Array.from({ length: 20_005 }, () => it.store.transact(async () => {}));
  const outcomes = await Promise.allSettled(work);
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused).toHaveLength(5);
  for (const { reason } of refused) expect(reason).toBeInstanceOf(StoreUnavailable);
});

test('what a decision read is true until its commit: no two decide on the same state, in one process or in two', async () => {
  await using it = await scratch('CREATE TABLE IF NOT EXISTS shelf (id INTEGER PRIMARY KEY, pieces BIGINT NOT NULL);');
  const stores = [it.store, await it.another()];
  await it.store.transact((tx) => tx.run('INSERT INTO shelf (id, pieces) VALUES (1, 10)'));
  const take = (store: Store): Promise<boolean> =>
    store
      .transact(async (tx) => {
        const { pieces } = (await tx.get<{ pieces: number }>('SELECT pieces FROM shelf')) ?? { pieces: 0 };
        if (pieces === 0) return false;
        await tx.run('UPDATE shelf SET pieces = ?', pieces - 1);
        return true;
      })
      .catch((error: unknown) => (error instanceof StoreUnavailable ? take(store) : Promise.reject(error)));
  const taken = await Promise.all(Array.from({ length: 30 }, (_, n) => take(stores[n % 2] as Store)));
  expect(taken.filter(Boolean)).toHaveLength(10);
  expect(await it.store.reader.get('SELECT pieces FROM shelf')).toEqual({ pieces: 0 });
});

test('numbers grow in the order of the commits: who reads on behind the highest one misses no row', async () => {
  await using it = await scratch(schema);
  const stores = [it.store, await it.another()];
  let writing = 60;
  const write = (n: number): Promise<unknown> =>
    add({ store: stores[n % 2] as Store }, `note ${n}`).catch((error: unknown) =>
      error instanceof StoreUnavailable ? write(n) : Promise.reject(error),
    );
  const written = Array.from({ length: writing }, (_, n) => write(n).finally(() => writing--));
  const seen: string[] = [];
  let last = 0;
  for (let over = false; !over; await new Promise((next) => setImmediate(next))) {
    over = writing === 0; // and one look after that
    const next = 'SELECT id, text FROM notes WHERE id > ? ORDER BY id';
    const rows = await it.store.reader.all<{ id: number; text: string }>(next, last);
    seen.push(...rows.map(({ text }) => text));
    last = rows.at(-1)?.id ?? last;
  }
  await Promise.all(written);
  expect(new Set(seen)).toEqual(new Set(await notes(it)));
  expect(seen).toHaveLength(60);
});

test('a statement whose error is swallowed does not become half a transaction', async () => {
  await using it = await scratch(schema);
  await add(it, 'once');
  const swallowed = it.store.transact(async (tx) => {
    await tx.run('INSERT INTO notes (text) VALUES (?)', 'with it');
    await tx.run('INSERT INTO notes (text) VALUES (?)', 'once').catch(() => {});
  });
  const outcome = await swallowed.then(
    () => ['once', 'with it'],
    () => ['once'],
  );
  expect(await notes(it)).toEqual(outcome);
});

test('a store that is opened again holds what was committed, under the same numbers', async () => {
  await using it = await scratch(schema);
  await add(it, 'before');
  await it.reopen();
  await add(it, 'after');
  expect(await notes(it)).toEqual(['before', 'after']);
});
