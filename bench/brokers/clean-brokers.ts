import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { serverKinds } from './brokers.ts';
import { cacheFolder } from './cache.ts';
import { bytesIn } from './download-progress.ts';

/** What the cache has of the lab's besides its servers: the gateway, and the browser of the tests. */
const besides = ['haproxy', 'chromium'];
const ours = [...serverKinds.map(({ kind }) => kind), ...besides];
const isOurs = (name: string) => ours.some((kind) => name.startsWith(`${kind}-`) && /^[\w.-]+$/.test(name));

/** What was removed from where. */
export interface Cleaned {
  cache: string;
  removed: string[];
  bytes: number;
}

/**
 * Removes what the lab installed from the cache folder, half-finished installs included, and the folder itself when
 * nothing else is in it. Touches nothing that the lab did not put there. Running brokers must have been stopped.
 */
export async function cleanBrokers(cache = cacheFolder()): Promise<Cleaned> {
  const removed = (await readdir(cache).catch(() => [])).filter(isOurs);
  let bytes = 0;
  for (const name of removed) {
    bytes += await bytesIn(join(cache, name));
    await rm(join(cache, name), { recursive: true, force: true, maxRetries: 3 });
  }
  await rmdir(cache).catch(() => {}); // somebody else's files, or no such folder
  return { cache, removed, bytes };
}
