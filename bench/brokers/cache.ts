import { randomBytes } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { makeFolder } from '../../common/base/make-folder.ts';
import type { Guard } from './broker.ts';
import { withCacheLock } from './cache-lock.ts';
import { isOwned, thisOwner } from './cache-owner.ts';
import { inspect, writeStamp } from './cache-stamp.ts';

/** What an installation needs from the lab that asks for it. */
export interface Installing {
  /** One line of progress for the person waiting. */
  say: (line: string) => void;
  /** Ends the downloads should the lab be killed; without one they end by themselves. */
  guard?: Guard;
}

/** Something that can be put into the cache. */
export interface CachePackage {
  /** Name of its folder in the cache; another version needs another name. */
  name: string;
  /** For the person waiting: what it is and where it comes from. */
  what: string;
  /**
   * Puts everything into the folder `partial`, which is renamed to `final` when this has resolved. Resolves with
   * facts to remember.
   */
  fill(partial: string, final: string, installing: Installing): Promise<Record<string, string>>;
}

/** An installed package: its folder, and what its installer remembered. */
export interface Installed {
  folder: string;
  facts: Record<string, string>;
}

/** The one folder outside the clone that the lab writes to. Refuses a relative THREE_MODE_LAB_CACHE. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const own = env['THREE_MODE_LAB_CACHE'] ?? '';
  if (own !== '' && !isAbsolute(own)) throw new Error(`THREE_MODE_LAB_CACHE: expected an absolute folder, got ${own}`);
  if (own !== '') return own;
  const xdg = env['XDG_CACHE_HOME'] ?? ''; // relative paths in it are to be ignored, says the XDG specification
  return join(isAbsolute(xdg) ? xdg : join(homeFolder(), '.cache'), 'three-mode-lab');
}

/** Of HOME, or else of the user that the system knows; in some containers there is neither. */
function homeFolder(): string {
  try {
    return homedir();
  } catch (cause) {
    throw new Error(`This user has no home folder. ${nameACache}`, { cause });
  }
}

const nameACache = 'Set THREE_MODE_LAB_CACHE to an absolute folder of your own, for the brokers that the lab installs.';

function makeCacheFolder(cache: string): void {
  try {
    makeFolder(cache);
    accessSync(cache, constants.W_OK);
  } catch (cause) {
    throw new Error(`${(cause as Error).message} ${nameACache}`, { cause });
  }
}

/** The package as it lies in the cache, or null when it is not there or is damaged. Installs nothing. */
export async function findInstalled(name: string, cache = cacheFolder()): Promise<Installed | null> {
  const folder = join(cache, name);
  const found = await inspect(folder);
  return found.state === 'whole' ? { folder, facts: found.stamp.facts } : null;
}

/**
 * The package from the cache, installed first when it is missing, half there or damaged. An install becomes visible
 * by one rename, so nobody ever sees half of one. Rejects with what `fill` rejects with; then nothing is left.
 */
export async function ensureInstalled(
  wanted: CachePackage,
  installing: Installing,
  cache = cacheFolder(),
): Promise<Installed> {
  const present = await findInstalled(wanted.name, cache);
  if (present !== null) return present;
  makeCacheFolder(cache);
  const folder = join(cache, wanted.name);
  const waiting = () => installing.say(`${wanted.what}: another lab is installing it, waiting`);
  return withCacheLock(`${folder}.lock`, waiting, async () => {
    installing.guard?.folder(`${folder}.lock`);
    const found = await inspect(folder);
    if (found.state === 'whole') return { folder, facts: found.stamp.facts };
    if (found.state === 'damaged') installing.say(`${wanted.what}: damaged (${found.damage}), installing it again`);
    await removeOrphans(cache, wanted.name);
    installing.say(`installing ${wanted.what} into ${folder}`);
    const beganAt = performance.now();
    const facts = await fillAndRename(wanted, folder, installing);
    installing.say(`installed ${wanted.what} in ${((performance.now() - beganAt) / 1000).toFixed(1)} s`);
    return { folder, facts };
  });
}

async function fillAndRename(
  wanted: CachePackage,
  folder: string,
  installing: Installing,
): Promise<Record<string, string>> {
  const token = randomBytes(6).toString('hex');
  const partial = `${folder}.partial-${token}`;
  const owner = `${partial}.owner`;
  const damaged = `${folder}.damaged-${token}`;
  installing.guard?.folder(partial);
  installing.guard?.folder(owner);
  try {
    await writeFile(owner, thisOwner(), { mode: 0o600 });
    await mkdir(partial, { mode: 0o700 });
    const facts = await wanted.fill(partial, folder, installing);
    await writeStamp(partial, facts);
    await rename(folder, damaged).catch(() => {}); // usually there is none
    await rename(partial, folder);
    return facts;
  } finally {
    for (const leftover of [partial, owner, damaged]) await rm(leftover, { recursive: true, force: true });
  }
}

/** Folders of installs whose lab was killed, and damaged ones that were being removed. */
async function removeOrphans(cache: string, name: string): Promise<void> {
  for (const entry of await readdir(cache)) {
    const isLeftover = entry.startsWith(`${name}.partial-`) || entry.startsWith(`${name}.damaged-`);
    if (!isLeftover) continue;
    const owner = join(cache, entry.endsWith('.owner') ? entry : `${entry}.owner`);
    if (!(await isOwned(owner))) await rm(join(cache, entry), { recursive: true, force: true });
  }
}
