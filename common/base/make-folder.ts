import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a private folder, and those above it that are missing. Throws with the folder and the reason when it cannot be.
 * mkdirSync of Node would try for ever where a folder is there and takes nothing in, as /proc is.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let at = resolve(path); !isFolder(at); at = dirname(at)) missing.unshift(at);
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (cause) {
      if (isFolder(folder)) continue; // somebody else made it
      throw new Error(`${folder} cannot be made: ${whyOf(cause as NodeJS.ErrnoException)}`, { cause });
    }
  }
}

/** Throws where something that is no folder stands in the way. */
function isFolder(path: string): boolean {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && !found.isDirectory()) throw new Error(`${path} is a file, and no folder can be below it.`);
    return found !== undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false; // the folder above it says so
    throw error;
  }
}

const whyOf = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOENT'
    ? `this user may write nothing there (${code}). Choose a folder of your own.`
    : message;
