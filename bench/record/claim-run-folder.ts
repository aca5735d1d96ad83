import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../../common/base/make-folder.ts';
import { isOwned, thisOwner } from '../brokers/cache-owner.ts';
import { readRunFile } from './read-run-file.ts';

/** A folder that no other run writes to, from now until `release`. */
export interface ClaimedFolder {
  runId: string;
  folder: string;
  /** Idempotent. Takes the folder away when nothing was written into it. */
  release(): Promise<void>;
}

const LOCK = '.writing';
/** What a run that was cut off at its very start may leave: worth nothing to anybody. */
const LEFTOVERS = new Set([LOCK, 'run.json.new']);
const MOST_AT_ONCE = 100;

/**
 * Claims `out` for a run, or a new folder of `results` named after it. No two runs have one id: of those that begin in the
 * same second the later one is numbered (`-2`), and one into a folder of its own has some random letters. Throws, having changed nothing, when `out` is neither new, nor empty, nor a run's, or another run
 * writes to it.
 */
export async function claimRunFolder(results: string, wanted: string, out?: string): Promise<ClaimedFolder> {
  if (out !== undefined) {
    makeFolder(out);
    return claimed(`${wanted}-${randomBytes(3).toString('hex')}`, resolve(out)); // its name is not the folder's
  }
  makeFolder(results);
  for (let number = 1; number <= MOST_AT_ONCE; number++) {
    const runId = number === 1 ? wanted : `${wanted}-${number}`;
    const folder = join(results, runId);
    if (isNew(folder)) return claimed(runId, folder);
  }
  throw new Error(`There are ${MOST_AT_ONCE} runs called ${wanted} in ${results}.`);
}

/** Of any number that ask at the same moment, one is told so. */
function isNew(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** A name is not enough to take a folder for one of a run's: its run.json must be what a run writes. */
function whyNotARun(folder: string): string | null {
  try {
    readRunFile(folder);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

async function claimed(runId: string, folder: string): Promise<ClaimedFolder> {
  const entries = readdirSync(folder);
  const why = entries.every((entry) => LEFTOVERS.has(entry)) ? null : whyNotARun(folder);
  if (why !== null) {
    throw new Error(
      `${folder} exists and is not a run folder (${why}). Choose another --out below ${dirname(folder)}.`,
    );
  }
  const lock = join(folder, LOCK);
  while (!isTaken(lock)) {
    if (await isOwned(lock)) throw new Error(`Another run writes to ${folder}. Wait for it, or choose another --out.`);
    const broken = `${lock}-${process.pid}`; // its owner is dead
    await rename(lock, broken).catch(() => {}); // somebody else was first
    await rm(broken, { force: true });
  }
  let held = true;
  return {
    runId,
    folder,
    async release() {
      if (!held) return;
      held = false;
      await rm(lock, { force: true });
      if (readdirSync(folder).length === 0) rmdirSync(folder);
    },
  };
}

function isTaken(lock: string): boolean {
  try {
    writeFileSync(lock, thisOwner(), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
