/** A value a column can hold in both SQLite and PostgreSQL. */
export type SqlValue = string | number | null | Uint8Array;

/** Statements of one transaction. SQL uses `?` for parameters and stays within what both engines understand. */
export interface Tx {
  all<Row>(sql: string, ...params: SqlValue[]): Promise<Row[]>;
  get<Row>(sql: string, ...params: SqlValue[]): Promise<Row | undefined>;
  /** Returns the number of rows changed. */
  run(sql: string, ...params: SqlValue[]): Promise<number>;
  /** Calls `then` once this transaction is committed, and not at all if it is undone. */
  afterCommit(then: () => void): void;
}

/**
 * One service's own database. Asynchronous, so that PostgreSQL can stand in for SQLite without touching a service.
 *
 *   transact ─┐
 *   transact ─┼─▶ BEGIN ▸ one after the other ▸ COMMIT ─▶ all resolve     (group commit)
 *   transact ─┘      └─▸ one throws: ROLLBACK ▸ BEGIN ▸ again, each in its savepoint ▸ COMMIT
 */
export interface Store {
  /**
   * Runs `work` and resolves when its changes are committed; if it throws, they are undone and the others of its
   * group are not affected. Await nothing but `tx` inside: the whole group waits. It may run a second time, after all of
   * the first is undone: what it changes outside of `tx` belongs into `afterCommit`.
   * Throws StoreUnavailable when nothing could be committed.
   */
  transact<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /** Reads what is committed, on a connection of its own. */
  readonly reader: Pick<Tx, 'all' | 'get'>;
  close(): Promise<void>;
}

/** The store cannot write now (disk full, locked, closed): nothing of this transaction happened; try again later. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** Tables every service has. */
export const commonSchema = 'CREATE TABLE IF NOT EXISTS readiness (id INTEGER PRIMARY KEY, checked_at TEXT NOT NULL);';

/** Throws StoreUnavailable while the store cannot write: found out by writing. */
export async function checkWritable(store: Store): Promise<void> {
  await store.transact((tx) =>
    tx.run(
      `INSERT INTO readiness (id, checked_at) VALUES (1, ?)
       ON CONFLICT (id) DO UPDATE SET checked_at = excluded.checked_at`,
      new Date().toISOString(),
    ),
  );
}
