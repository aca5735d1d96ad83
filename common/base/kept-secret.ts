import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Guessed by nobody. */
export const newSecret = (): string => randomBytes(24).toString('base64url');

/** What a file of ours holds; '' where there is none. */
export const readKept = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8').trim() : '');

/** Writes a text for a service to read, whole or not at all. `mode`: for its owner alone, unless said otherwise. */
export function writeKept(path: string, text: string, mode = 0o400): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${text}\n`, { mode });
  renameSync(`${path}.new`, path);
}
