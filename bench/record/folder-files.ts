import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/**
 * The one door through which files of a run folder are read and written. Whoever made the folder may have put anything into
 * it: a name leads nowhere but into the folder, and a symbolic link is never followed. The folder itself may be a link:
 * the person at the keyboard named it.
 */
const { O_APPEND, O_CREAT, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** Puts a file in the place of what was there, or leaves that as it was: a full disk or a kill takes nothing away. */
export function replaceFile(folder: string, name: string, data: string | Uint8Array): void {
  const path = pathIn(folder, name);
  const beside = `${path}.new`;
  rmSync(beside, { force: true }); // of a run that was cut off
  try {
    const file = openSync(beside, 'wx', PRIVATE_FILE);
    try {
      writeFileSync(file, data);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path); // a link that lies there is replaced, not followed
  } catch (cause) {
    rmSync(beside, { force: true });
    throw couldNot('written', path, cause);
  }
}

/** Adds to the end of a file, all of it or nothing. */
export function appendWhole(folder: string, name: string, data: string | Uint8Array): void {
  const path = pathIn(folder, name);
  const file = openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, PRIVATE_FILE);
  const { size } = fstatSync(file);
  try {
    writeFileSync(file, data);
    fsyncSync(file);
  } catch (cause) {
    ftruncateSync(file, size);
    throw couldNot('added to', path, cause);
  } finally {
    closeSync(file);
  }
}

/** Null where there is no such file. Throws when it is a link, or anything but a file. */
export function readFileIn(folder: string, name: string): Buffer | null {
  const file = openFileIn(folder, name);
  if (file === null) return null;
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** A descriptor for reading, which the caller closes; otherwise as `readFileIn`. */
export function openFileIn(folder: string, name: string): number | null {
  const path = pathIn(folder, name);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return null;
  if (!found.isFile()) throw new Error(`${path}: expected a file, got ${kindOf(found)}`);
  return openSync(path, O_RDONLY | O_NOFOLLOW);
}

/** Makes a folder in the folder, where there is none; of one that is there, removes the files with this ending. */
export function emptyFolder(folder: string, name: string, ending: string): void {
  const path = pathIn(folder, name);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink()) rmSync(path); // the link, not where it leads
  if (found?.isDirectory()) {
    for (const entry of readdirSync(path)) if (entry.endsWith(ending)) rmSync(join(path, entry), { force: true });
  } else mkdirSync(path, { mode: PRIVATE_FOLDER });
}

/** Removes the files with this ending from a folder in the folder, and that folder when nothing else is in it. */
export function removeFolder(folder: string, name: string, ending: string): void {
  const path = pathIn(folder, name);
  if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  emptyFolder(folder, name, ending);
  if (readdirSync(path).length === 0) rmdirSync(path);
}

/** Removes a file or a link, if it is there. */
export function removeFile(folder: string, name: string): void {
  rmSync(pathIn(folder, name), { force: true });
}

/** Throws unless every part of the name is a plain one and every folder on the way a real one. */
function pathIn(folder: string, name: string): string {
  const parts = name.split('/');
  const strange = parts.find((part) => !/^[^./\\\p{Cc}][^/\\\p{Cc}]*$/u.test(part));
  if (strange !== undefined) throw new Error(`expected the name of a file in ${folder}, got ${JSON.stringify(name)}`);
  let path = realpathSync(folder);
  for (const part of parts.slice(0, -1)) {
    path = join(path, part);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found && !found.isDirectory()) throw new Error(`${path}: expected a folder, got ${kindOf(found)}`);
  }
  return join(path, parts.at(-1) ?? '');
}

const kindOf = (found: ReturnType<typeof lstatSync>): string =>
  found?.isSymbolicLink() ? 'a symbolic link' : found?.isDirectory() ? 'a folder' : 'something else';

function couldNot(what: string, path: string, cause: unknown): Error {
  return new Error(`${path} could not be ${what}, and is as it was: ${(cause as Error).message}`, { cause });
}
