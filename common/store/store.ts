import type { Settings } from '../base/config.ts';

/** A value a column can hold in both SQLite and PostgreSQL. */
export type ColumnValue = string | number | null | Uint8Array;

/** A parameter: one value or, where `takesLists`, a list of them. */
export type SqlValue = ColumnValue | readonly ColumnValue[];

/** Statements of one transaction. SQL uses `?` for parameters and stays within what both engines understand. */
export interface Tx {
  all<Row>(sql: string, ...params: SqlValue[]): Promise<Row[]>;
  get<Row>(sql: string, ...params: SqlValue[]): Promise<Row | undefined>;
  /** Returns the number of rows changed. */
  run(sql: string, ...params: SqlValue[]): Promise<number>;
  /** Whether a parameter may be a list: then many rows are one statement. `many-rows.ts` makes use of it. */
  readonly takesLists: boolean;
  /** Calls `then` once this transaction is committed, and not at all if it is undone. */
  afterCommit(then: () => void): void;
}

/** What the opening of a store depends on. */
export type StoreSettings = Pick<Settings, 'LAB_DATA_DIR' | 'LAB_DURABILITY' | 'LAB_BATCH'> &
  Partial<Pick<Settings, 'STORE_URL' | 'STORE_SCHEMA'>>;

/**
 * One service's own database, opened by `openStore`: a file of SQLite, or a schema of PostgreSQL that several processes of
 * the service share.
 *
 *   transact ─┐
 *   transact ─┼─▶ BEGIN ▸ one after the other ▸ COMMIT ─▶ all resolve     (group commit)
 *   transact ─┘      └─▸ one throws: ROLLBACK ▸ BEGIN ▸ again, each in its savepoint ▸ COMMIT
 *
 * What a transaction may rely on, in every engine:
 *
 * - Atomic: all of its changes are there afterwards or none, also when the process or the connection ends halfway.
 * - Isolated: transactions behave as if one ran after the other, also those of another process with the same store. What a
 *   decision read is true until its commit, and nobody's uncommitted row is seen. `{serial}` numbers grow in the order of
 *   the commits: who goes on reading behind the highest number seen misses no row. Numbers may be skipped.
 * - Durable: what was resolved outlives the process in the page-cache tier, and the machine's power in the fsync tier.
 * - Group commit: those that wait while one commit runs share the next, in the order they came. One that throws is
 *   undone alone, whatever the engine makes of the others' transaction.
 * - `afterCommit` is called when the changes can be read, before `transact` resolves, and never for what is undone.
 * - StoreUnavailable: certainly nothing of it happened. An engine that loses sight of its own commit finds out before it says so.
 * - Any other error comes from the work itself, or from a constraint that it broke; it is undone, too.
 */
export interface Store {
  /**
   * Runs `work` and resolves when its changes are committed. Await nothing but `tx` inside: the whole group waits. It may
   * run a second time, after all of the first is undone: what it changes outside of `tx` belongs into `afterCommit`.
   * Throws StoreUnavailable when nothing could be committed.
   */
  transact<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /** Reads what is committed, on a connection of its own. */
  readonly reader: Pick<Tx, 'all' | 'get' | 'takesLists'>;
  /** Who this process is among those that have this store, also when it is started again; null: no other one has it. */
  readonly me: string | null;
  /** Takes no more, and resolves when what came before is committed. */
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
