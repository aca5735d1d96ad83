import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hostOf, sourceOf } from './run-facts.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(os.tmpdir(), 'lab-test-')));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A repository with one commit. */
function repository(at: string): string {
  mkdirSync(at, { recursive: true });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: at, encoding: 'utf8', stdio: 'pipe' }).trim();
  git('init', '-q');
  writeFileSync(join(at, 'file'), '1');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@b.example', 'commit', '-qm', 'one');
  return git('rev-parse', 'HEAD');
}

test('the commit is that of the repository whose root the lab is', () => {
  const commit = repository(folder);
  expect(sourceOf(folder)).toEqual({ commit, dirty: false });
  writeFileSync(join(folder, 'file'), '2');
  expect(sourceOf(folder)).toEqual({ commit, dirty: true });
});

test('inside another repository, or in none, the commit is not known and nothing is called clean', () => {
  const inside = join(folder, 'outer', 'lab');
  repository(join(folder, 'outer'));
  mkdirSync(inside);
  mkdirSync(join(folder, 'alone'));
  for (const each of [inside, join(folder, 'alone')]) {
    expect(sourceOf(each)).toEqual({ commit: 'unknown', dirty: true });
  }
});

test('a repository that a hook names in the environment is not taken for the lab’s', () => {
  const commit = repository(join(folder, 'lab'));
  repository(join(folder, 'other'));
  vi.stubEnv('GIT_DIR', join(folder, 'other', '.git'));
  expect(sourceOf(join(folder, 'lab'))).toEqual({ commit, dirty: false });
});

test('cores are those this process may run on, and memory is a number', () => {
  expect(hostOf().cores).toBe(os.availableParallelism());
  expect(hostOf().memoryGiB).toBeGreaterThan(0);
});

const mayPin = process.platform === 'linux' && os.availableParallelism() > 1;
test.skipIf(!mayPin)('on one allowed core of several it says one', () => {
  const script = `import { hostOf } from ${JSON.stringify(new URL('run-facts.ts', import.meta.url).href)}; console.log(hostOf().cores);`;
  const allowed = execFileSync('sh', ['-c', 'grep Cpus_allowed_list /proc/self/status'], { encoding: 'utf8' });
  const first = /\d+/.exec(allowed)?.[0] ?? '0';
  const args = ['-c', first, process.execPath, '--input-type=module', '-e', script];
  expect(execFileSync('taskset', args, { encoding: 'utf8' }).trim()).toBe('1');
});
