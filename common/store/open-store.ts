import { openSqliteStore } from './sqlite-store.ts';
import type { Store, StoreSettings } from './store.ts';

/** How the engine of every store writes, by its own names, and our figures in it: for the fairness card. */
export { storePolicy, storePragmas } from './sqlite-pragmas.ts';

/**
 * Opens the store of one service, whichever engine keeps it, and creates the tables that are not there yet. `name` is the
 * role of the service; `{serial}` in `schema` becomes the engine's ever-growing integer key, `{numbered}` a number
 * of each row as it was written, for `asWritten` of the inspector. The only way to get a store.
 */
export async function openStore(settings: StoreSettings, name: string, schema: string): Promise<Store> {
  return openSqliteStore(settings, name, schema);
}
