import { lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Written last into an installed folder: what it holds, so that anything missing or cut short is noticed. */
interface Stamp {
  schema: 1;
  /** What the installer wants to remember: versions, and where things lie. */
  facts: Record<string, string>;
  /** Path inside the folder and size in bytes of every file and symbolic link. */
  files: [path: string, bytes: number][];
}

const STAMP = 'installed.json';

/** The state of an installed folder; `damage` says in words what is wrong with it. */
export type Inspection = { state: 'absent' } | { state: 'damaged'; damage: string } | { state: 'whole'; stamp: Stamp };

/** Lists everything in the folder and writes the stamp. */
export async function writeStamp(folder: string, facts: Record<string, string>): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: Stamp['files'] = [];
  for (const entry of entries) {
    if (!entry.isFile() && !entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    files.push([relative(folder, path), (await lstat(path)).size]);
  }
  const stamp: Stamp = { schema: 1, facts, files };
  await writeFile(join(folder, STAMP), JSON.stringify(stamp));
}

/** Compares a folder with its stamp: every listed file there, each with its size. Reads no file but the stamp. */
export async function inspect(folder: string): Promise<Inspection> {
  if (!(await exists(folder))) return { state: 'absent' };
  const stamp = await readStamp(folder);
  if (stamp === null) return { state: 'damaged', damage: `${STAMP} is missing or unreadable` };
  const found = await Promise.all(
    stamp.files.map(([path]) =>
      lstat(join(folder, path)).then(
        (file) => file.size,
        () => null,
      ),
    ),
  );
  for (const [index, [path, bytes]] of stamp.files.entries()) {
    const size = found[index] ?? null;
    if (size === null) return { state: 'damaged', damage: `${path} is missing` };
    if (size !== bytes) return { state: 'damaged', damage: `${path} has ${size} bytes instead of ${bytes}` };
  }
  return { state: 'whole', stamp };
}

async function readStamp(folder: string): Promise<Stamp | null> {
  try {
    const stamp = JSON.parse(await readFile(join(folder, STAMP), 'utf8')) as Partial<Stamp>;
    return stamp.schema === 1 && Array.isArray(stamp.files) && stamp.facts !== undefined ? (stamp as Stamp) : null;
  } catch {
    return null;
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
