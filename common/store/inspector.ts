import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { SqlValue } from './store.ts';

/**
 * The one way past a service to the rows of its store: for operators, checkers and faults, while the service runs or when
 * it does not. Asynchronous as the store is; what only one engine has stands here and behind `openStore`.
 *
 * A store is named by the folder that the service was given (`LAB_DATA_DIR`) and its role.
 */
export const fileOf = (dataFolder: string, store: string) => join(dataFolder, `${store}.sqlite`);
/** The log and its index are part of a store. */
const endings = ['', '-wal', '-shm'];

/** How long an outsider waits for the write lock of a store in use, in milliseconds. */
const PATIENCE_MS = 5000;

/** Orders the rows of a table without a number of its own as they were written. */
export const asWritten = 'rowid';

/** What is committed now; nothing while there is no such store. Throws when it has no such table. */
export async function select<Row>(
  dataFolder: string,
  store: string,
  sql: string,
  ...params: SqlValue[]
): Promise<Row[]> {
  return opened(dataFolder, store, { readonly: true }, (db) => db.prepare(sql).all(...params) as Row[]) ?? [];
}

/** Which tables a store has: it depends on the mode. */
export async function tablesOf(dataFolder: string, store: string): Promise<Set<string>> {
  const rows = await select<{ name: string }>(dataFolder, store, "SELECT name FROM sqlite_master WHERE type = 'table'");
  return new Set(rows.map(({ name }) => name));
}

/** How many rows with a number a table was ever given, those deleted since among them. */
export async function everWritten(dataFolder: string, store: string, table: string): Promise<number> {
  const sql = 'SELECT seq FROM sqlite_sequence WHERE name = ?';
  return (await select<{ seq: number }>(dataFolder, store, sql, table))[0]?.seq ?? 0;
}

/** Changes a store behind the back of its service. Returns the number of rows changed. Throws when there is no such store. */
export async function change(dataFolder: string, store: string, sql: string, ...params: SqlValue[]): Promise<number> {
  const changed = opened(dataFolder, store, {}, (db) => db.prepare(sql).run(...params).changes);
  if (changed === null) throw new Error(`There is no store of ${store} in ${dataFolder}.`);
  return changed;
}

/** Keeps everybody else from writing to a store until the function it resolves with is called; ends with this process. */
export async function lockWrites(dataFolder: string, store: string): Promise<() => void> {
  const db = new Database(fileOf(dataFolder, store), { timeout: PATIENCE_MS, fileMustExist: true });
  db.exec('BEGIN IMMEDIATE');
  return () => {
    db.exec('ROLLBACK');
    db.close();
  };
}

/** Removes a store with everything in it; its service must be stopped. */
export async function removeStore(dataFolder: string, store: string): Promise<void> {
  for (const ending of endings) await rm(fileOf(dataFolder, store) + ending, { force: true });
}

/** Whether a file is part of a store. */
export const isOfStore = (file: string): boolean => endings.some((ending) => file.endsWith(`.sqlite${ending}`));

/**
 * Looks at one number many times a second, so that the service itself is left alone: 0 while there is no such store or
 * table yet, and where the answer is null.
 */
export function watchNumber(dataFolder: string, store: string, sql: string) {
  let db: Database.Database | null = null;
  let statement: Database.Statement | null = null;
  return {
    async read(): Promise<number> {
      try {
        if (!existsSync(fileOf(dataFolder, store))) return 0;
        db ??= new Database(fileOf(dataFolder, store), { readonly: true });
        statement ??= db.prepare(sql).pluck();
        return (statement.get() as number | null | undefined) ?? 0;
      } catch {
        return 0;
      }
    },
    close: () => void db?.close(),
  };
}

/** Opened anew for each look: a store may be removed or brought from elsewhere in between. Null: there is none. */
function opened<Result>(
  dataFolder: string,
  store: string,
  options: Database.Options,
  work: (db: Database.Database) => Result,
): Result | null {
  const file = fileOf(dataFolder, store);
  if (!existsSync(file)) return null;
  const db = new Database(file, { timeout: PATIENCE_MS, ...options });
  try {
    return work(db);
  } finally {
    db.close();
  }
}
