import { readFileSync, statSync } from 'node:fs';

/** Throws, in a sentence with what to do, on a system where no service or broker can be run and ended in order. */
export function refuseUnfit(platform: NodeJS.Platform = process.platform): void {
  if (platform !== 'win32') return;
  throw new Error(
    'Windows itself has no signals and no process groups, without which nothing could be stopped in order. ' +
      'Run this in WSL 2 (wsl --install), from a clone in its own file system.',
  );
}

/**
 * Throws when others could read a folder that was made for its owner alone: the file system keeps no permissions, and
 * a broker refuses to start with a secret in such a place.
 */
export function refuseShared(folder: string, mode = statSync(folder).mode, system = kernelName()): void {
  if ((mode & 0o077) === 0) return;
  const windows = /microsoft/i.test(system) ? ' A folder of Windows, below /mnt, is one.' : '';
  throw new Error(
    `The file system of ${folder} keeps no permissions, so that others could read what is in it.${windows} ` +
      'Clone into another one, such as your home folder.',
  );
}

/** As Linux says it; of WSL, Microsoft is a part. */
function kernelName(): string {
  try {
    return readFileSync('/proc/version', 'utf8');
  } catch {
    return '';
  }
}
