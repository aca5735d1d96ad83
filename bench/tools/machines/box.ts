import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { MachineCase } from './machine-case.ts';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
/** nobody, on every system: never the owner of anything of ours. */
export const NOBODY = 65_534;

/** A temporary place for one case. */
export interface Box {
  /** Outside of the clone, empty at first: for a home, a cache, links. */
  outside: string;
  clone: string;
  remove(): void;
}

/** The place that a case asks for. Files are linked where that can be, so that a copy takes a moment. */
export async function makeBox({ where, folder = 'clone', stranger }: MachineCase): Promise<Box> {
  const outside = mkdtempSync(join(tmpdir(), 'lab-machines-'));
  const remove = () => rmSync(outside, { recursive: true, force: true, maxRetries: 5 });
  if (where === 'here') return { outside, clone: root, remove };
  const clone = join(outside, folder);
  try {
    chmodSync(outside, 0o755); // a stranger must get in
    mkdirSync(clone, { mode: 0o755 });
    const listed = await execa('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
    for (const path of listed.stdout.split('\0').filter((name) => name !== '' && !name.startsWith('results/'))) {
      mkdirSync(join(clone, dirname(path)), { recursive: true });
      cpSync(join(root, path), join(clone, path));
    }
    if (where === 'copy') await copyFolder(join(root, 'node_modules'), join(clone, 'node_modules'));
    if (stranger === 'owns' && process.getuid?.() === 0) chownSync(clone, NOBODY, NOBODY);
    return { outside, clone, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** By links when both are on one file system. */
export async function copyFolder(from: string, to: string): Promise<void> {
  const linked = await execa('cp', ['-al', from, to], { reject: false });
  if (!linked.failed) return;
  rmSync(to, { recursive: true, force: true });
  await execa('cp', ['-a', from, to]);
}
