import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../base/make-folder.ts';
import { newId } from '../base/new-id.ts';
import type { StoreSettings } from './store.ts';

/** Where the stores of one set of services are, when they are not files of their data folder. The URL is a secret. */
const Shared = z.object({
  url: z.string(),
  /** What the names of their schemas begin with. */
  prefix: z.string(),
  /** Who the processes of this data folder are among those that share the stores, also when they are started again. */
  me: z.string(),
});
export type Shared = z.infer<typeof Shared>;

/** Where the store of one service is: a schema of one database. */
export interface Place {
  url: string;
  schema: string;
}

/** Several runs, and all services of one, may share a database: each store is a schema of its own. */
export const placeIn = ({ url, prefix }: Pick<Shared, 'url' | 'prefix'>, role: string): Place => ({
  url,
  schema: `${prefix}${role}`,
});

const fileIn = (dataFolder: string) => join(dataFolder, 'store.json');

/**
 * Where these settings have the stores; null: in files. Written down, readable by its owner alone, so that whoever is told the
 * data folder finds them, the inspector above all.
 */
export function rememberShared({
  LAB_DATA_DIR: dataFolder,
  STORE_URL: url,
  STORE_SCHEMA: prefix = '',
}: Pick<StoreSettings, 'LAB_DATA_DIR' | 'STORE_URL' | 'STORE_SCHEMA'>): Shared | null {
  if (url === undefined) return null;
  makeFolder(dataFolder);
  const file = fileIn(dataFolder);
  const mine = { url, prefix, me: newId() };
  const written = `${file}.${mine.me}`;
  writeFileSync(written, `${JSON.stringify(mine)}\n`, { mode: 0o600 });
  try {
    linkSync(written, file); // the first of those that come at once has written it
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const before = sharedBy(dataFolder);
    if (before?.url === url && before.prefix === prefix) return before;
    renameSync(written, file);
  } finally {
    rmSync(written, { force: true });
  }
  return mine;
}

/** Null: the stores are files in this folder. */
export function sharedBy(dataFolder: string): Shared | null {
  const file = fileIn(dataFolder);
  return existsSync(file) ? Shared.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
}
