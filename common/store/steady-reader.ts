import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { fileOf } from './inspector.ts';
import type { SqlValue } from './store.ts';

/** Questions that are kept ready for each store. */
const MOST_STATEMENTS = 50;

interface Open {
  inode: number;
  db: Database.Database;
  statements: Map<string, Database.Statement>;
}

/**
 * Looks at the stores of one lab many times a second. It gives what `select` of the inspector gives, and neither opens a store nor
 * prepares a question twice, which costs several times as much as the answer. Closed with this process, or by `close`.
 */
export class SteadyReader {
  readonly #folder: string;
  readonly #open = new Map<string, Open>();

  constructor(dataFolder: string) {
    this.#folder = dataFolder;
  }

  /** What is committed now; nothing while there is no such store. Throws when it has no such table. */
  async select<Row>(store: string, sql: string, ...params: SqlValue[]): Promise<Row[]> {
    const open = this.#storeNow(store);
    if (open === null) return [];
    if (open.statements.size >= MOST_STATEMENTS) open.statements.clear();
    const statement = open.statements.get(sql) ?? open.db.prepare(sql);
    open.statements.set(sql, statement);
    return statement.all(...params) as Row[];
  }

  close(): void {
    for (const store of this.#open.keys()) this.#forget(store);
  }

  /** One that was removed, or brought from elsewhere, is another file under the same name. */
  #storeNow(store: string): Open | null {
    const file = fileOf(this.#folder, store);
    const inode = statSync(file, { throwIfNoEntry: false })?.ino;
    const known = this.#open.get(store);
    if (known && known.inode === inode) return known;
    this.#forget(store);
    if (inode === undefined) return null;
    const open = { inode, db: new Database(file, { readonly: true }), statements: new Map() };
    this.#open.set(store, open);
    return open;
  }

  #forget(store: string): void {
    this.#open.get(store)?.db.close();
    this.#open.delete(store);
  }
}
