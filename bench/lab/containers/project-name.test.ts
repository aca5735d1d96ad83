import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isOrphan, projectName } from './container-trial.ts';

test('what a living bench made is no orphan', () => {
  expect(isOrphan(projectName('abc123'))).toBe(false);
  expect(isOrphan(projectName('abc123', 4))).toBe(false);
});

test('what a bench made whose pid belongs to another process now is an orphan', () => {
  const mine = projectName('abc123', 4);
  const earlier = mine.replace(/^(lab-bench-[0-9a-z]+-)[0-9a-z]+/, '$11');
  expect(earlier).not.toBe(mine);
  expect(isOrphan(earlier)).toBe(true);
});

test('what a bench made that has ended is an orphan', async () => {
  const ended = spawn(process.execPath, ['-e', '']);
  await once(ended, 'exit');
  const pid = process.pid.toString(36);
  expect(isOrphan(projectName('abc123', 4).replace(`-${pid}-`, `-${(ended.pid ?? 0).toString(36)}-`))).toBe(true);
});

test.each(['sync-rest', 'lab-test-sync-rest-0a1b2c', 'lab-bench', 'lab-bench-', 'my-lab-bench-1-1-a-1', ''])(
  'a project that no bench named is left alone: %j',
  (name) => {
    expect(isOrphan(name)).toBe(false);
  },
);
