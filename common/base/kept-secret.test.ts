import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newSecret, readKept, writeKept } from './kept-secret.ts';

test('a secret is kept for its owner alone, and read as it was written, also over an older one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'of-somebody', 'password');
  expect(readKept(file)).toBe('');
  for (const secret of [newSecret(), newSecret()]) {
    writeKept(file, secret);
    expect(readKept(file)).toBe(secret);
    expect(statSync(file).mode & 0o777).toBe(0o400);
  }
});
