import { inspectSqlite } from './inspect-sqlite.ts';
import type { SqlValue } from './store.ts';
import { placeIn, sharedBy } from './store-place.ts';

export { isOfStore } from './inspect-sqlite.ts';

/** What can be seen and done of one store past its service. */
export interface Inspected {
  select<Row>(sql: string, ...params: SqlValue[]): Promise<Row[]>;
  tables(): Promise<Set<string>>;
  gone(table: string): Promise<number>;
  /** Null: there is no such store. */
  change(sql: string, ...params: SqlValue[]): Promise<number | null>;
  lockWrites(): Promise<() => Promise<void>>;
  remove(): Promise<void>;
  /** `select` for who looks many times a second: what can be kept open and prepared is. */
  steady(): Steady;
}

export interface Steady {
  select<Row>(sql: string, ...params: SqlValue[]): Promise<Row[]>;
  close(): void;
}

/**
 * The one way past a service to the rows of its store: for operators, checkers and faults, while the service runs or when
 * it does not. Asynchronous as the store is; what only one engine has stands in `inspect-*.ts` and behind `openStore`.
 *
 * A store is named by the folder that the service was given (`LAB_DATA_DIR`) and its role.
 */
export async function inspect(dataFolder: string, role: string): Promise<Inspected> {
  const shared = sharedBy(dataFolder);
  if (!shared) return inspectSqlite(dataFolder, role);
  const { inspectPostgres } = await import('./inspect-postgres.ts');
  return inspectPostgres(placeIn(shared, role));
}

/** Orders the rows of a table that is `{numbered}` as they were written, and can be compared with numbers. */
export const asWritten = '{written}';

/** What is committed now; nothing while there is no such store. Throws when it has no such table. */
export async function select<Row>(
  dataFolder: string,
  store: string,
  sql: string,
  ...params: SqlValue[]
): Promise<Row[]> {
  return (await inspect(dataFolder, store)).select(sql, ...params);
}

/** Which tables a store has: it depends on the mode. */
export async function tablesOf(dataFolder: string, store: string): Promise<Set<string>> {
  return (await inspect(dataFolder, store)).tables();
}

/** How many rows of a table with a `{serial}` are there no more, as far as the engine counts them. */
export async function rowsGone(dataFolder: string, store: string, table: string): Promise<number> {
  return (await inspect(dataFolder, store)).gone(table);
}

/** Changes a store behind the back of its service. Returns the number of rows changed. Throws when there is no such store. */
export async function change(dataFolder: string, store: string, sql: string, ...params: SqlValue[]): Promise<number> {
  const changed = await (await inspect(dataFolder, store)).change(sql, ...params);
  if (changed === null) throw new Error(`There is no store of ${store} in ${dataFolder}.`);
  return changed;
}

/** Keeps everybody else from writing to a store until the function it resolves with is called; ends with this process. */
export async function lockWrites(dataFolder: string, store: string): Promise<() => Promise<void>> {
  return (await inspect(dataFolder, store)).lockWrites();
}

/** Removes a store with everything in it; its service must be stopped. */
export async function removeStore(dataFolder: string, store: string): Promise<void> {
  await (await inspect(dataFolder, store)).remove();
}

/**
 * Looks at one number many times a second, so that the service itself is left alone: 0 while there is no such store or
 * table yet, and where the answer is null.
 */
export function watchNumber(dataFolder: string, store: string, sql: string) {
  let watched: Promise<Steady> | null = null;
  return {
    async read(): Promise<number> {
      watched ??= inspect(dataFolder, store).then((it) => it.steady());
      const [row] = await (await watched).select<Record<string, number | null>>(sql).catch(() => []);
      return Object.values(row ?? {})[0] ?? 0;
    },
    close: () => void watched?.then((it) => it.close()),
  };
}
