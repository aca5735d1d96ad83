import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CachePackage, cacheFolder, ensureInstalled, findInstalled } from './cache.ts';
import { cleanBrokers } from './clean-brokers.ts';

let cache: string;
let said: string[];
let fills: number;
const installing = { say: (line: string) => void said.push(line) };

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'cache-test-'));
  said = [];
  fills = 0;
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

const broker: CachePackage = {
  name: 'kafka-test',
  what: 'a test broker',
  async fill(partial) {
    fills++;
    await sleep(30);
    await mkdir(join(partial, 'libs'));
    writeFileSync(join(partial, 'libs/one.jar'), 'one');
    return { version: '1' };
  },
};
const jar = () => join(cache, 'kafka-test/libs/one.jar');

test('the cache folder follows THREE_MODE_LAB_CACHE, then XDG_CACHE_HOME, then the home folder', () => {
  expect(cacheFolder({ THREE_MODE_LAB_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
  expect(cacheFolder({ XDG_CACHE_HOME: '/b' })).toBe('/b/three-mode-lab');
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative' })).toMatch(/\.cache\/three-mode-lab$/);
  expect(() => cacheFolder({ THREE_MODE_LAB_CACHE: 'relative' })).toThrow('expected an absolute folder, got relative');
});

test('a second run installs nothing', async () => {
  await ensureInstalled(broker, installing, cache);
  const again = await ensureInstalled(broker, installing, cache);
  expect(fills).toBe(1);
  expect(again).toEqual({ folder: join(cache, 'kafka-test'), facts: { version: '1' } });
  expect(readdirSync(cache)).toEqual(['kafka-test']);
});

test.each([
  ['a missing file', () => rmSync(jar()), 'libs/one.jar is missing'],
  ['a file cut short', () => writeFileSync(jar(), 'o'), 'libs/one.jar has 1 bytes instead of 3'],
  ['a missing stamp', () => rmSync(join(cache, 'kafka-test/installed.json')), 'installed.json is missing'],
  ['half a stamp', () => writeFileSync(join(cache, 'kafka-test/installed.json'), '{"sch'), 'unreadable'],
])('%s is noticed and repaired', async (_what, damage, message) => {
  await ensureInstalled(broker, installing, cache);
  damage();
  expect(await findInstalled('kafka-test', cache)).toBeNull();
  await ensureInstalled(broker, installing, cache);
  expect(fills).toBe(2);
  expect(said.join('\n')).toContain(message);
  expect(readFileSync(jar(), 'utf8')).toBe('one');
  expect(readdirSync(cache)).toEqual(['kafka-test']);
});

test('two installs at once install once', async () => {
  const both = [1, 2].map(() => ensureInstalled(broker, installing, cache));
  await Promise.all(both);
  expect(fills).toBe(1);
  expect(said).toContain('a test broker: another lab is installing it, waiting');
});

test('a failed install leaves nothing and the next one works', async () => {
  const failing = { ...broker, fill: () => Promise.reject(new Error('no network')) };
  await expect(ensureInstalled(failing, installing, cache)).rejects.toThrow('no network');
  expect(readdirSync(cache)).toEqual([]);
  await ensureInstalled(broker, installing, cache);
  expect(readFileSync(jar(), 'utf8')).toBe('one');
});

test('what a killed lab left half done is removed, and its lock is broken', async () => {
  const dead = JSON.stringify({ host: (await import('node:os')).hostname(), pid: 2 ** 22 + 1, started: '1' });
  writeFileSync(join(cache, 'kafka-test.lock'), dead);
  writeFileSync(join(cache, 'kafka-test.partial-dead.owner'), dead);
  await mkdir(join(cache, 'kafka-test.partial-dead'));
  await ensureInstalled(broker, installing, cache);
  expect(readdirSync(cache)).toEqual(['kafka-test']);
});

test('a lock from another machine counts as dead once it has been silent for long', async () => {
  const lock = join(cache, 'kafka-test.lock');
  writeFileSync(lock, JSON.stringify({ host: 'another machine', pid: 1, started: '1' }));
  utimesSync(lock, new Date(Date.now() - 120_000), new Date(Date.now() - 120_000));
  await ensureInstalled(broker, installing, cache);
  expect(fills).toBe(1);
});

test('cleaning removes what the lab installed and nothing else', async () => {
  const names = ['chromium-test', 'haproxy-test', 'kafka-test'];
  for (const name of names) await ensureInstalled({ ...broker, name }, installing, cache);
  writeFileSync(join(cache, 'notes.txt'), 'mine');
  expect((await cleanBrokers(cache)).removed.toSorted()).toEqual(names);
  expect(readdirSync(cache)).toEqual(['notes.txt']);
});
