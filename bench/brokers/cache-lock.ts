import { randomUUID } from 'node:crypto';
import { rename, rm, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isOwned, thisOwner } from './cache-owner.ts';

const LOOK_EVERY_MS = 250;
const SIGN_OF_LIFE_MS = 10_000;

/**
 * Runs a job while holding the lock file, so that two labs do not download the same thing. A lock whose owner is
 * dead is broken. Should two labs ever break one lock at the same moment, both install: wasteful, but harmless,
 * since an install only becomes visible by a rename.
 *
 * @param waiting called once when somebody else holds the lock
 */
export async function withCacheLock<T>(file: string, waiting: () => void, job: () => Promise<T>): Promise<T> {
  for (let told = false; !(await take(file)); ) {
    if (!(await isOwned(file))) {
      const broken = `${file}.broken-${randomUUID()}`;
      await rename(file, broken).catch(() => {}); // somebody else was first
      await rm(broken, { force: true });
      continue;
    }
    if (!told) waiting();
    told = true;
    await sleep(LOOK_EVERY_MS);
  }
  const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), SIGN_OF_LIFE_MS);
  try {
    return await job();
  } finally {
    clearInterval(beat);
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, thisOwner(), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
