import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Names of the run folders under `results` that belong to the project and are no user's own; null where the project is no clone, so
 * that nothing can tell. Throws in a clone in which git does not answer: pages that are tracked must not be made of a user's own runs.
 */
export function trackedRuns(root: string): ReadonlySet<string> | null {
  if (!existsSync(join(root, '.git'))) return null;
  try {
    const listed = execFileSync('git', ['ls-files', '-z', '--', 'results/*/run.json'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Set(listed.split('\0').flatMap((path) => path.split('/')[1] ?? []));
  } catch (error) {
    throw new Error('Expected git to tell committed runs from your own; it did not. Try: git ls-files results', {
      cause: error,
    });
  }
}
