import { expect, test } from 'vitest';
import { askedAt } from './asked-at.ts';
import { refuseShared, refuseUnfit } from './unfit.ts';

test('on Windows itself the reader is sent to WSL 2; Linux and macOS pass', () => {
  expect(() => refuseUnfit('win32')).toThrow(/WSL 2/);
  for (const platform of ['linux', 'darwin'] as const) expect(() => refuseUnfit(platform)).not.toThrow();
});

test('a folder that keeps no permissions is refused, with the reason that WSL has', () => {
  expect(() => refuseShared('/clone', 0o40700, '')).not.toThrow();
  expect(() => refuseShared('/clone', 0o40777, '')).toThrow(/^The file system of \/clone keeps no permissions/);
  expect(() => refuseShared('/mnt/c', 0o40777, 'Linux 5.15.90.1-microsoft-standard-WSL2')).toThrow(/folder of Windows/);
});

test('what listens on every address is asked on loopback, and IPv6 goes in brackets', () => {
  const asked = ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost', '10.0.0.7'].map(askedAt);
  expect(asked).toEqual(['127.0.0.1', '127.0.0.1', '[::1]', '[::1]', 'localhost', '10.0.0.7']);
});
