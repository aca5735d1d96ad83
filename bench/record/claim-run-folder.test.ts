import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeSampleRun } from '../report/testing/sample-run.ts';
import { projectFiles } from '../test/sources.ts';
import { claimRunFolder } from './claim-run-folder.ts';
import { HISTOGRAMS } from './histogram-archive.ts';

const NAME = '20260101-120000-1';
let results: string;
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'lab-test-'));
});
afterEach(() => rmSync(results, { recursive: true }));

test('runs that begin in the same second have ids and folders of their own', async () => {
  const claims = await Promise.all(Array.from({ length: 5 }, () => claimRunFolder(results, NAME)));
  const ids = claims.map(({ runId }) => runId);
  expect(ids.toSorted()).toEqual([NAME, `${NAME}-2`, `${NAME}-3`, `${NAME}-4`, `${NAME}-5`]);
  expect(claims.map(({ folder }) => folder)).toEqual(ids.map((id) => join(results, id)));
});

test('runs into folders of their own that begin in the same second have ids of their own', async () => {
  const claims = await Promise.all(['a', 'b'].map((name) => claimRunFolder(results, NAME, join(results, name))));
  expect(new Set([NAME, ...claims.map(({ runId }) => runId)]).size).toBe(3);
});

test('of two runs into one folder the second is refused until the first is over', async () => {
  const out = join(results, 'mine');
  const first = await claimRunFolder(results, NAME, out);
  await expect(claimRunFolder(results, NAME, out)).rejects.toThrow('Another run writes to');
  await first.release();
  await (await claimRunFolder(results, NAME, out)).release();
});

test('a folder into which nothing was written is gone afterwards', async () => {
  const { folder, release } = await claimRunFolder(results, NAME);
  await release();
  expect(existsSync(folder)).toBe(false);
});

test('a run that was killed before its first file leaves a folder that the next one takes', async () => {
  const out = join(results, 'mine');
  mkdirSync(out);
  writeFileSync(join(out, 'run.json.new'), '{');
  writeFileSync(join(out, '.writing'), JSON.stringify({ host: 'elsewhere', pid: 1, started: '0' }));
  await expect(claimRunFolder(results, NAME, out)).rejects.toThrow('Another run writes to'); // may still be alive
  writeFileSync(
    join(out, '.writing'),
    JSON.stringify({ host: (await import('node:os')).hostname(), pid: 1, started: '0' }),
  );
  expect((await claimRunFolder(results, NAME, out)).folder).toBe(out);
});

test('a folder of a run is taken again, also a committed one', async () => {
  const sample = join(results, 'sample');
  await writeSampleRun(sample);
  await (await claimRunFolder(results, NAME, sample)).release();
  const committed = projectFiles.find((path) => /^results\/[^/]+\/run\.json$/.test(path)) ?? '';
  cpSync(fileURLToPath(new URL(`../../${dirname(committed)}`, import.meta.url)), join(results, 'copy'), {
    recursive: true,
  });
  await (await claimRunFolder(results, NAME, join(results, 'copy'))).release();
});

const other = { name: 'nightly', runId: '20260101-120000-1', trials: [] };
test.each([
  ['nothing that is JSON', 'run'],
  ['an empty object', '{}'],
  ['a run of another program', JSON.stringify(other)],
  ['what only looks like one', JSON.stringify({ ...other, schemaVersion: 1, startedAt: '2026-01-01T12:00:00Z' })],
])('a folder whose run.json is %s is refused, and stays as it was', async (_, text) => {
  const out = join(results, 'theirs');
  for (const each of ['histograms', 'charts']) {
    mkdirSync(join(out, each), { recursive: true });
    writeFileSync(join(out, each, 'cat.svg'), 'mine');
  }
  writeFileSync(join(out, HISTOGRAMS), 'mine');
  writeFileSync(join(out, 'run.json'), text);
  await expect(claimRunFolder(results, NAME, out)).rejects.toThrow('exists and is not a run folder');
  expect(readdirSync(out, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual(
    ['charts', 'charts/cat.svg', 'histograms', 'histograms/cat.svg', HISTOGRAMS, 'run.json'].toSorted(),
  );
  expect(readFileSync(join(out, 'run.json'), 'utf8')).toBe(text);
});

test('an --out below a file is refused in a sentence', async () => {
  writeFileSync(join(results, 'file'), '');
  await expect(claimRunFolder(results, NAME, join(results, 'file', 'out'))).rejects.toThrow(
    'is a file, and no folder can be below it',
  );
  await expect(claimRunFolder(results, NAME, '/proc/lab/out')).rejects.toThrow('cannot be made');
});
