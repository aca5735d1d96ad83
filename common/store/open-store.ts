import { openSqliteStore } from './sqlite-store.ts';
import type { Store, StoreSettings } from './store.ts';
import { placeIn, rememberShared } from './store-place.ts';

/** How the engine of every store writes, by its own names, and our figures in it: for the fairness card. */
export { storePolicy, storePragmas } from './sqlite-pragmas.ts';

/**
 * Opens the store of one service, whichever engine keeps it, and creates the tables that are not there yet. `name` is the
 * role of the service; `{serial}` in `schema` becomes the engine's ever-growing integer key. The only way to get a store.
 *
 * A file of SQLite in the data folder, for one process; with STORE_URL a schema of PostgreSQL, for any number.
 */
export async function openStore(settings: StoreSettings, name: string, schema: string): Promise<Store> {
  const shared = rememberShared(settings);
  if (!shared) return openSqliteStore(settings, name, schema);
  const { openPostgresStore } = await import('./postgres-store.ts'); // its client costs a service that has none nothing
  return openPostgresStore(settings, placeIn(shared, name), schema, shared.me);
}
