import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { trackedRuns } from './tracked-runs.ts';

/** A project with the run folders `ours` and `own`. */
function project(): string {
  const root = mkdtempSync(join(tmpdir(), 'tracked-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const run of ['ours', 'own']) {
    mkdirSync(join(root, 'results', run), { recursive: true });
    writeFileSync(join(root, 'results', run, 'run.json'), '{}');
  }
  return root;
}

test("of a clone the committed runs alone are told, and not a user's own", () => {
  const root = project();
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'ignore' });
  git('init');
  writeFileSync(join(root, '.gitignore'), 'results/*/\n');
  git('add', '-f', 'results/ours');
  expect(trackedRuns(root)).toEqual(new Set(['ours']));
});

test('a copy without git cannot tell', () => {
  expect(trackedRuns(project())).toBeNull();
});

test('a clone in which git does not answer is refused', () => {
  const root = project();
  mkdirSync(join(root, '.git'));
  expect(() => trackedRuns(root)).toThrow('Expected git to tell committed runs from your own');
});
