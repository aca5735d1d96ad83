import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { readSettings } from '../base/config.ts';
import { readKept } from '../base/kept-secret.ts';

const script = fileURLToPath(new URL('write-passwords.ts', import.meta.url));
const run = (...args: string[]) =>
  execFileSync(process.execPath, [script, ...args], { encoding: 'utf8', stdio: 'pipe' });

test('passwords are made once, for the accounts that are named alone, and are what a service takes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = (account: string) => join(folder, account, 'password');
  const said = run(folder, 'operator');
  const first = readKept(file('operator'));
  expect(said).not.toContain(first);
  expect(readKept(file('service'))).toBe('');
  run(folder, 'operator', 'service');
  expect(readKept(file('operator'))).toBe(first);
  const env = {
    LAB_DATA_DIR: folder,
    OPERATOR_PASSWORD_FILE: file('operator'),
    SERVICE_PASSWORD_FILE: file('service'),
  };
  const { OPERATOR_PASSWORD: operator, SERVICE_PASSWORD: service } = readSettings(env);
  expect(operator).toBe(first);
  expect(service).not.toBe(first);
});

test('whoever is not known gets no password', () => {
  expect(() => run('/nowhere', 'somebody')).toThrow('Say where to, and for whom of operator, service, metrics');
});
