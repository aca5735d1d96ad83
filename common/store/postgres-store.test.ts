import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { placed } from '../testing/samples.ts';
import { type Scratch, scratch } from '../testing/scratch.ts';
import { reserveStock } from '../workflow/reserve-stock.ts';
import { select } from './inspector.ts';
import { openStore } from './open-store.ts';
import { stockShelf } from './stock-shelf.ts';
import { findProduct, seedCatalogue, stockSchema } from './stock-store.ts';
import { type Store, StoreUnavailable } from './store.ts';
import { type Shared, sharedBy } from './store-place.ts';

/** What is peculiar to the engine that several processes share. What every engine promises: `store.test.ts`. */
const schema = 'CREATE TABLE IF NOT EXISTS notes (id {serial}, text TEXT NOT NULL UNIQUE);';
const add = (store: Store, text: string) => store.transact((tx) => tx.run('INSERT INTO notes (text) VALUES (?)', text));
const notes = async (store: Store) =>
  (await store.reader.all<{ text: string }>('SELECT text FROM notes ORDER BY id')).map(({ text }) => text);

function administrator(): pg.Pool {
  const url = inject('storeUrl');
  if (url === undefined) throw new Error('expected a server to administer');
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  onTestFinished(() => pool.end());
  return pool;
}

const schemaOf = async (store: Store) => (await store.reader.get<{ it: string }>('SELECT current_schema() AS it'))?.it;

test('whoever loses sight of a commit finds out: what was refused is not there, what was acknowledged is', async () => {
  await using it = await scratch(schema);
  const admin = administrator();
  const session = await schemaOf(it.store); // an application is named after its schema
  const [acknowledged, refused] = [new Set<string>(), new Set<string>()];
  const kill = setInterval(() => {
    const sessions = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1';
    void admin.query(sessions, [session]).catch(() => {});
  }, 7);
  for (let n = 0; n < 300; n++) {
    const text = `note ${n}`;
    await add(it.store, text).then(
      () => acknowledged.add(text),
      (error: unknown) => {
        expect(error).toBeInstanceOf(StoreUnavailable);
        refused.add(text);
      },
    );
  }
  clearInterval(kill);
  expect(refused.size).toBeGreaterThan(0);
  const there = new Set(
    (await select<{ text: string }>(it.folder, 'test', 'SELECT text FROM notes')).map(({ text }) => text),
  );
  expect(there).toEqual(acknowledged);
});

test('a commit whose answer is lost is found out, and acknowledged', async () => {
  await using it = await scratch(schema);
  const { url, prefix } = sharedBy(it.folder) as Shared;
  const proxy = await losesTheAnswerTo('COMMIT', new URL(url).port);
  const via = Object.assign(new URL(url), { port: String(proxy.port) }).href;
  const settings = { LAB_DATA_DIR: join(it.folder, 'other'), LAB_DURABILITY: 'page-cache', LAB_BATCH: 256 } as const;
  const store = await openStore({ ...settings, STORE_URL: via, STORE_SCHEMA: prefix }, 'test', schema);
  proxy.arm();
  await add(store, 'committed');
  expect(proxy.lost()).toBe(1);
  expect(await notes(it.store)).toEqual(['committed']);
  await store.close();
});

/** Passes everything on, but once: then it cuts the connection when the answer to `statement` comes. */
async function losesTheAnswerTo(statement: string, port: string) {
  let [armed, lost] = [false, 0];
  const server = createServer((client) => {
    const upstream = connect(Number(port), '127.0.0.1');
    let asked = false;
    client.on('data', (bytes) => {
      asked ||= armed && bytes.includes(statement);
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!asked) return void client.write(bytes);
      [armed, lost] = [false, lost + 1];
      client.destroy();
      upstream.destroy();
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('close', () => other.destroy());
      one.on('error', () => {});
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, arm: () => void (armed = true), lost: () => lost };
}

/** As four processes would: each with connections of its own. */
const four = async (it: Scratch) => [it.store, await it.another(), await it.another(), await it.another()];

test('four that decide at the same moment sell no piece twice', async () => {
  await using it = await scratch(stockSchema);
  await seedCatalogue(it.store, 10);
  const stores = await four(it);
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      (stores[n % 4] as Store).transact(async (tx) => {
        const order = placed([{ sku: 'TEA-ASSAM', quantity: 1 }]);
        const shelf = await stockShelf(tx, [order]);
        const decision = reserveStock(order, shelf.stock);
        shelf.reserve(order.orderId, decision);
        await shelf.putBack();
        return decision.outcome.type;
      }),
    ),
  );
  expect(outcomes.filter((type) => type === 'InventoryReserved')).toHaveLength(10);
  expect(await findProduct(it.store.reader, 'TEA-ASSAM')).toMatchObject({ available: 0, reserved: 10 });
});

test('who goes on reading behind the highest number seen misses no row, however many write', async () => {
  await using it = await scratch(schema);
  const stores = await four(it);
  let writing = true;
  const seen: string[] = [];
  const read = async () => {
    for (let last = 0, more = true; more || writing; ) {
      const sql = 'SELECT id, text FROM notes WHERE id > ? ORDER BY id';
      const rows = await it.store.reader.all<{ id: number; text: string }>(sql, last);
      seen.push(...rows.map(({ text }) => text));
      last = rows.at(-1)?.id ?? last;
      more = rows.length > 0;
    }
  };
  const write = async (store: Store, who: number) => {
    for (let n = 0; n < 200; n++) await add(store, `note ${n} of ${who}`);
  };
  const reading = read();
  await Promise.all(stores.map(write));
  writing = false;
  await reading;
  expect(seen).toHaveLength(800);
});

test('who meets a deadlock with somebody outside goes on when that one is done', async () => {
  await using it = await scratch(schema);
  await add(it.store, 'one');
  await add(it.store, 'two');
  const outside = await administrator().connect();
  await outside.query(`BEGIN; SET LOCAL search_path = ${await schemaOf(it.store)}`);
  const touch = (id: number) => `UPDATE notes SET text = text || '!' WHERE id = ${id}`;
  await outside.query(touch(1));
  const inside = it.store.transact(async (tx) => {
    await tx.run(touch(2));
    await tx.run(touch(1));
  });
  const waiting = "SELECT 1 FROM pg_stat_activity WHERE application_name = $1 AND wait_event = 'transactionid'";
  const admin = administrator();
  const session = await schemaOf(it.store);
  await expect.poll(async () => (await admin.query(waiting, [session])).rowCount).toBe(1);
  await outside.query(touch(2));
  await outside.query('COMMIT');
  outside.release();
  await inside;
  expect(await notes(it.store)).toEqual(['one!!', 'two!!']);
});

test('who is silent in the middle of a transaction loses it, and holds up the others no longer', async () => {
  await using it = await scratch(schema);
  const other = await it.another();
  const written = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const paused = it.store.transact(async (tx) => {
    await tx.run('INSERT INTO notes (text) VALUES (?)', 'lost');
    written.resolve();
    await goOn.promise;
    await tx.run('INSERT INTO notes (text) VALUES (?)', 'lost, too');
  });
  const refused = expect(paused).rejects.toBeInstanceOf(StoreUnavailable);
  await written.promise; // else the other one may be first
  await vi.waitFor(() => add(other, 'kept'), { timeout: 15_000 });
  goOn.resolve();
  await refused;
  await add(it.store, 'goes on');
  expect(await notes(other)).toEqual(['kept', 'goes on']);
});

test('processes that start at the same moment create their tables once', async () => {
  await using it = await scratch(schema);
  const stores = await Promise.all(Array.from({ length: 4 }, () => it.another()));
  await Promise.all(stores.map((store, n) => add(store, `note ${n}`)));
  expect(await notes(it.store)).toHaveLength(4);
});

test('a statement whose error is swallowed undoes its own transaction alone', async () => {
  await using it = await scratch(schema);
  await add(it.store, 'once');
  const swallowing = () =>
    it.store.transact(async (tx) => {
      await tx.run('INSERT INTO notes (text) VALUES (?)', 'with it');
      await tx.run('INSERT INTO notes (text) VALUES (?)', 'once').catch(() => {});
    });
  const outcomes = async (work: Promise<unknown>[]) => (await Promise.allSettled(work)).map(({ status }) => status);
  const [kept, undone] = ['fulfilled', 'rejected'];
  expect(await outcomes([add(it.store, 'a'), swallowing(), add(it.store, 'b')])).toEqual([kept, undone, kept]);
  expect(await outcomes([add(it.store, 'c'), swallowing()])).toEqual([kept, undone]);
  expect(await notes(it.store)).toEqual(['once', 'a', 'b', 'c']);
});

test('where the stores are, and the password to them, can be read by the owner of the folder alone', async () => {
  await using it = await scratch(schema);
  expect((await stat(join(it.folder, 'store.json'))).mode & 0o777).toBe(0o600);
  expect(await readdir(it.folder)).toEqual(['store.json']);
});

test('texts are sorted by their bytes, and sums of large numbers are numbers', async () => {
  await using it = await scratch('CREATE TABLE IF NOT EXISTS it (name TEXT NOT NULL, n BIGINT NOT NULL);');
  for (const name of ['b', 'B', 'ä', 'A']) {
    await it.store.transact((tx) => tx.run('INSERT INTO it (name, n) VALUES (?, ?)', name, 2 ** 40));
  }
  const rows = await it.store.reader.all<{ name: string }>('SELECT name FROM it ORDER BY name');
  expect(rows.map(({ name }) => name)).toEqual(['A', 'B', 'b', 'ä']);
  expect(await it.store.reader.get('SELECT SUM(n) AS sum FROM it')).toEqual({ sum: 4 * 2 ** 40 });
});

test('a text with U+0000, which the engine cannot keep, is the caller’s error', async () => {
  await using it = await scratch(schema);
  await expect(add(it.store, 'a\u0000b')).rejects.not.toBeInstanceOf(StoreUnavailable);
});

test('two runs in one database do not see each other', async () => {
  await using one = await scratch(schema);
  await using other = await scratch(schema);
  await add(one.store, 'mine');
  expect(await notes(other.store)).toEqual([]);
  expect(await schemaOf(one.store)).not.toBe(await schemaOf(other.store));
});
