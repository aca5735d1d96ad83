import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modeNames } from '../../modes.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Tells whether two runs measured the same services: a digest of the sources that these modes run, without tests. Neither the
 * bench nor the packages are in it: these have a hash of their own.
 */
export function servicesDigest(modes: readonly string[]): string {
  const hash = createHash('sha256');
  const own = modeNames.filter((name) => modes.includes(name));
  for (const file of ['common', ...own].flatMap(sourcesIn).toSorted()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && extname(entry.name) === '.ts')
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)).replaceAll('\\', '/'))
    .filter((path) => !/\/(test|testing|node_modules)\/|\.test\.ts$/.test(path));
}
