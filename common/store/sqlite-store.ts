import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { makeFolder } from '../base/make-folder.ts';
import { type Engine, groupCommit } from './group-commit.ts';
import { setPragmas, sqliteTables } from './sqlite-pragmas.ts';
import { commonSchema, type SqlValue, type Store, type StoreSettings, StoreUnavailable, type Tx } from './store.ts';

/** How long SQLite may block this process while another one holds the write lock, in milliseconds. */
const LOCK_WAIT_MS = 50;

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
  writer.exec(sqliteTables(commonSchema + schema));
  const readOnly = new Database(file, { readonly: true, timeout: LOCK_WAIT_MS });
  const group = groupCommit(engineOf(writer), settings.LAB_BATCH);
  return {
    me: null,
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
    takesLists: false,
    all: async <Row>(sql: string, ...params: SqlValue[]) => prepare(sql).all(...params) as Row[],
    get: async <Row>(sql: string, ...params: SqlValue[]) => prepare(sql).get(...params) as Row | undefined,
    run: async (sql: string, ...params: SqlValue[]) => prepare(sql).run(...params).changes,
  };
}

function engineOf(db: Database.Database): Engine {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const savepoint = db.prepare('SAVEPOINT one');
  const release = db.prepare('RELEASE one');
  const undo = db.prepare('ROLLBACK TO one');
  return {
    statements: statementsOf(db),
    begin: () => begin.run(),
    commit: () => commit.run(),
    rollback: () => rollback.run(),
    savepoint: () => savepoint.run(),
    release: () => release.run(),
    undo() {
      undo.run();
      release.run();
    },
    isOpen: () => db.inTransaction,
    // SQLite ends a transaction by itself when the disk is full, say: what follows would be written outside of any.
    mustBeWhole() {
      if (!db.inTransaction) throw new StoreUnavailable('The store gave up the transaction.');
    },
    wasInTheWay: () => false, // who writes waits for the lock
    asStoreError,
  };
}
