import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { makeFolder } from '../base/make-folder.ts';
import { storeCommits } from '../observe/store-commits.ts';
import { setPragmas } from './sqlite-pragmas.ts';
import { commonSchema, type SqlValue, type Store, type StoreSettings, StoreUnavailable, type Tx } from './store.ts';

/** How long SQLite may block this process while another one holds the write lock, in milliseconds. */
const LOCK_WAIT_MS = 50;
const MAX_WAITING = 20_000;

interface Job {
  work: (tx: Tx) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** Result codes that mean "not now": the transaction did not happen and a later one may. */
const passing = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL)/;

function asStoreError(error: unknown): unknown {
  const code = error instanceof Database.SqliteError ? error.code : '';
  return passing.test(code) ? new StoreUnavailable('The store cannot write now.', { cause: error }) : error;
}

/** A store in the file `<folder>/<name>.sqlite`. For one process that writes: `BEGIN IMMEDIATE` runs one transaction at a time. */
export function openSqliteStore(settings: StoreSettings, name: string, schema: string): Store {
  makeFolder(settings.LAB_DATA_DIR);
  const file = join(settings.LAB_DATA_DIR, `${name}.sqlite`);
  const writer = new Database(file, { timeout: LOCK_WAIT_MS });
  chmodSync(file, 0o600);
  setPragmas(writer, settings.LAB_DURABILITY);
  writer.exec((commonSchema + schema).replaceAll('{serial}', 'INTEGER PRIMARY KEY AUTOINCREMENT'));
  const readOnly = new Database(file, { readonly: true, timeout: LOCK_WAIT_MS });
  const group = groupCommit(writer, settings.LAB_BATCH);
  return {
    transact: group.transact,
    reader: statementsOf(readOnly),
    async close() {
      await group.end();
      readOnly.close();
      writer.close();
    },
  };
}

/** Statements prepared once per SQL text. */
function statementsOf(db: Database.Database): Omit<Tx, 'afterCommit'> {
  const prepared = new Map<string, Database.Statement>();
  const prepare = (sql: string) => {
    let statement = prepared.get(sql);
    if (!statement) prepared.set(sql, (statement = db.prepare(sql)));
    return statement;
  };
  return {
    all: async <Row>(sql: string, ...params: SqlValue[]) => prepare(sql).all(...params) as Row[],
    get: async <Row>(sql: string, ...params: SqlValue[]) => prepare(sql).get(...params) as Row | undefined,
    run: async (sql: string, ...params: SqlValue[]) => prepare(sql).run(...params).changes,
  };
}

/** Transactions that arrive while one commit runs share the next. */
function groupCommit(db: Database.Database, batch: number) {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const savepoint = db.prepare('SAVEPOINT one');
  const release = db.prepare('RELEASE one');
  const undo = db.prepare('ROLLBACK TO one');
  let waiting: Job[] = [];
  let running: Promise<void> | null = null;
  let ended = false;
  let done: (() => void)[] = [];
  const tx: Tx = { ...statementsOf(db), afterCommit: (then) => void done.push(then) };

  async function run(job: Job): Promise<void> {
    const value = await job.work(tx);
    // SQLite ends a transaction by itself when the disk is full, say: what follows would be written outside of any.
    if (!db.inTransaction) throw new StoreUnavailable('The store gave up the transaction.');
    done.push(() => job.resolve(value));
  }

  async function runInSavepoint(job: Job): Promise<void> {
    const doneBefore = done.length;
    savepoint.run();
    try {
      await run(job);
      release.run();
    } catch (error) {
      if (!db.inTransaction) throw error; // SQLite gave up the whole group, as it does when the disk is full
      undo.run();
      release.run();
      done.length = doneBefore;
      done.push(() => job.reject(asStoreError(error)));
    }
  }

  async function runAll(jobs: Job[], one: (job: Job) => Promise<void>): Promise<void> {
    done = [];
    begin.run();
    for (const job of jobs) await one(job);
  }

  /** Hardly any transaction fails, and a savepoint costs as much as a row: they come with the second try. */
  async function runGroup(jobs: Job[]): Promise<void> {
    try {
      try {
        await runAll(jobs, run);
      } catch (error) {
        if (!db.inTransaction || jobs.length === 1) throw error;
        rollback.run();
        await runAll(jobs, runInSavepoint);
      }
      commit.run();
      storeCommits.total++;
    } catch (error) {
      if (db.inTransaction) rollback.run();
      for (const job of jobs) job.reject(asStoreError(error));
      return;
    }
    for (const settle of done) settle();
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      await new Promise((next) => setImmediate(next)); // whatever this turn of the event loop brings joins the group
      const jobs = waiting.slice(0, batch);
      waiting = waiting.slice(batch);
      await runGroup(jobs);
    }
    running = null;
  }

  return {
    transact<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
      return new Promise<Result>((resolve, reject) => {
        if (ended) throw new StoreUnavailable('The store is closed.');
        if (waiting.length >= MAX_WAITING) throw new StoreUnavailable('Too many transactions wait for the store.');
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
        running ??= drain();
      });
    },
    /** Takes no more, and resolves when what came before is committed. */
    async end(): Promise<void> {
      ended = true;
      await running;
    },
  };
}
