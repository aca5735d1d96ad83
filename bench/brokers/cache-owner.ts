import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { startedAt } from './process-tree.ts';

/** Who holds a lock or fills a folder of the cache. */
interface Owner {
  host: string;
  pid: number;
  started: string;
}

/** How long an owner on another machine (a shared home folder) may stay silent before it counts as dead. */
const SILENCE_MS = 60_000;
/** How long a file may exist before its content is written. */
const WRITING_MS = 5000;

/** This process, as other labs are to recognise it. */
export function thisOwner(): string {
  const owner: Owner = { host: hostname(), pid: process.pid, started: startedAt(process.pid) ?? '' };
  return JSON.stringify(owner);
}

/** Whether the owner named in this file still works on it. False when there is no such file. */
export async function isOwned(file: string): Promise<boolean> {
  const silentMs = await stat(file).then(
    (found) => Date.now() - found.mtimeMs,
    () => null,
  );
  if (silentMs === null) return false;
  const owner = await readOwner(file);
  if (owner === null) return silentMs < WRITING_MS;
  return owner.host === hostname() ? startedAt(owner.pid) === owner.started : silentMs < SILENCE_MS;
}

async function readOwner(file: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Owner;
  } catch {
    return null;
  }
}
