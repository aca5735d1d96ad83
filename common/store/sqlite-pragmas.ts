import type { Database } from 'better-sqlite3';
import type { Settings } from '../base/config.ts';

/** Pages written to the log before it is moved into the file: SQLite's 1000 would flush to disk every few commits here. */
const CHECKPOINT_PAGES = 8000;
const CACHE_KIB = 8_000;

/** How every store writes. Durability: WAL with synchronous NORMAL (page-cache tier) or FULL (fsync tier). */
export function setPragmas(db: Database, durability: Settings['LAB_DURABILITY']): void {
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${durability === 'fsync' ? 'FULL' : 'NORMAL'}`);
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  db.pragma(`cache_size = ${-CACHE_KIB}`);
  db.pragma('temp_store = MEMORY'); // a statement of many rows keeps what it may have to undo: not in a file
}
