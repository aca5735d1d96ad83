import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../base/make-folder.ts';
import type { StoreSettings } from './store.ts';

/** Where the stores of one set of services are, when they are not files of their data folder. The URL is a secret. */
const Shared = z.object({
  url: z.string(),
  /** What the names of their schemas begin with. */
  prefix: z.string(),
});
export type Shared = z.infer<typeof Shared>;

/** Where the store of one service is: a schema of one database. */
export interface Place {
  url: string;
  schema: string;
}

/** Several runs, and all services of one, may share a database: each store is a schema of its own. */
export const placeIn = ({ url, prefix }: Shared, role: string): Place => ({ url, schema: `${prefix}${role}` });

export const sharedOf = ({ STORE_URL: url, STORE_SCHEMA: prefix = '' }: Partial<StoreSettings>): Shared | null =>
  url === undefined ? null : { url, prefix };

const fileIn = (dataFolder: string) => join(dataFolder, 'store.json');

/** So that whoever is told the data folder finds the stores that are not in it: for `inspector.ts`. Readable by its owner alone. */
export function rememberShared(dataFolder: string, shared: Shared): void {
  makeFolder(dataFolder);
  writeFileSync(fileIn(dataFolder), `${JSON.stringify(shared)}\n`, { mode: 0o600 });
}

/** Null: the stores are files in this folder. */
export function sharedBy(dataFolder: string): Shared | null {
  const file = fileIn(dataFolder);
  return existsSync(file) ? Shared.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
}
