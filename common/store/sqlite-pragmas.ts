import type { Database } from 'better-sqlite3';
import type { Settings } from '../base/config.ts';

export const storePolicy = {
  /** Pages written to the log before it is moved into the file: SQLite's 1000 would flush to disk every few commits here. */
  checkpointPages: 8000,
  cacheKib: 8000,
};

/** How every store writes. Durability: WAL with synchronous NORMAL (page-cache tier) or FULL (fsync tier). */
export function storePragmas(durability: Settings['LAB_DURABILITY']): Record<string, string | number> {
  return {
    journal_mode: 'WAL',
    synchronous: durability === 'fsync' ? 'FULL' : 'NORMAL',
    wal_autocheckpoint: storePolicy.checkpointPages,
    cache_size: -storePolicy.cacheKib,
    temp_store: 'MEMORY', // a statement of many rows keeps what it may have to undo: not in a file
  };
}

export function setPragmas(db: Database, durability: Settings['LAB_DURABILITY']): void {
  for (const [name, value] of Object.entries(storePragmas(durability))) db.pragma(`${name} = ${value}`);
}

/** The tables of a service as SQLite knows them; every table has its `rowid`. */
export const sqliteTables = (schema: string): string =>
  schema.replaceAll('{serial}', 'INTEGER PRIMARY KEY AUTOINCREMENT').replaceAll('{numbered}', '');
