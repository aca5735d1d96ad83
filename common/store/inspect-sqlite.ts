import { existsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Inspected, Steady } from './inspector.ts';
import type { SqlValue } from './store.ts';

/** The log and its index are part of a store. */
const endings = ['', '-wal', '-shm'];

/** Whether a file is part of a store. */
export const isOfStore = (file: string): boolean => endings.some((ending) => file.endsWith(`.sqlite${ending}`));

/** How long an outsider waits for the write lock of a store in use, in milliseconds. */
const PATIENCE_MS = 5000;
/** Questions that are kept ready for one store that is looked at steadily. */
const MOST_STATEMENTS = 50;

/** The store of a role in the file `<role>.sqlite` of its data folder. */
export function inspectSqlite(dataFolder: string, role: string): Inspected {
  const file = join(dataFolder, `${role}.sqlite`);

  /** Opened anew for each look: a store may be removed or brought from elsewhere in between. Null: there is none. */
  function opened<Result>(options: Database.Options, work: (db: Database.Database) => Result): Result | null {
    if (!existsSync(file)) return null;
    const db = new Database(file, { timeout: PATIENCE_MS, ...options });
    try {
      return work(db);
    } finally {
      db.close();
    }
  }

  const select = async <Row>(sql: string, ...params: SqlValue[]) =>
    opened({ readonly: true }, (db) => db.prepare(inOrder(sql)).all(...params) as Row[]) ?? [];

  return {
    select,
    async tables() {
      const rows = await select<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'");
      return new Set(rows.map(({ name }) => name));
    },
    async gone(table) {
      const counter = 'SELECT seq FROM sqlite_sequence WHERE name = ?';
      const written = (await select<{ seq: number }>(counter, table))[0]?.seq ?? 0; // first: what is added now is not missed
      if (written === 0) return 0;
      const [held] = await select<{ rows: number }>(`SELECT COUNT(*) AS "rows" FROM ${table}`);
      return Math.max(0, written - (held?.rows ?? 0));
    },
    async change(sql, ...params) {
      return opened({}, (db) => db.prepare(sql).run(...params).changes);
    },
    async lockWrites() {
      const db = new Database(file, { timeout: PATIENCE_MS, fileMustExist: true });
      db.exec('BEGIN IMMEDIATE');
      return async () => {
        db.exec('ROLLBACK');
        db.close();
      };
    },
    async remove() {
      for (const ending of endings) await rm(file + ending, { force: true });
    },
    steady: () => steadily(file),
  };
}

const inOrder = (sql: string): string => sql.replaceAll('{written}', 'rowid');

/** To open a store and to prepare a question costs several times as much as the answer: both are done once. */
function steadily(file: string): Steady {
  let open: { inode: number; db: Database.Database; statements: Map<string, Database.Statement> } | null = null;

  /** A store that was removed, or brought from elsewhere, is another file under the same name. */
  function openNow() {
    const inode = statSync(file, { throwIfNoEntry: false })?.ino;
    if (open?.inode === inode) return open;
    open?.db.close();
    open = null;
    if (inode === undefined) return null;
    return (open = { inode, db: new Database(file, { readonly: true }), statements: new Map() });
  }

  return {
    async select<Row>(sql: string, ...params: SqlValue[]) {
      const now = openNow();
      if (now === null) return [];
      if (now.statements.size >= MOST_STATEMENTS) now.statements.clear();
      const statement = now.statements.get(sql) ?? now.db.prepare(inOrder(sql));
      now.statements.set(sql, statement);
      return statement.all(...params) as Row[];
    },
    close() {
      open?.db.close();
      open = null;
    },
  };
}
