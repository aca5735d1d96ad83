import { execFile } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { HISTOGRAMS } from '../../record/histogram-archive.ts';
import { renderRun } from '../render-run.ts';
import { rendered } from '../testing/rendered.ts';

test('a run renders to the same bytes in another process', async () => {
  const { folder, root } = await rendered();
  const before = await contents(root);
  const renderRunUrl = new URL('../render-run.ts', import.meta.url).href;
  const renderComparisonUrl = new URL('../render-comparison.ts', import.meta.url).href;
  const script = `
    const [folder, out] = process.argv.slice(1);
    await (await import('${renderRunUrl}')).renderRun(folder);
    await (await import('${renderComparisonUrl}')).renderComparison(folder, out);`;
  const arguments_ = ['--input-type=module', '-e', script, folder, join(root, 'comparison.md')];
  const env = { ...process.env, TZ: 'Pacific/Apia', LC_ALL: 'de_DE.UTF-8' };
  await promisify(execFile)(process.execPath, arguments_, { env });
  expect(await contents(root)).toEqual(before);
});

test('charts do not depend on those drawn before in the same process', async () => {
  const first = await rendered();
  const before = await contents(join(first.folder, 'charts'));
  await renderRun(first.folder);
  expect(await contents(join(first.folder, 'charts'))).toEqual(before);
});

test('rendering needs nothing but run.json', async () => {
  const { folder } = await rendered({ change: () => {} });
  for (const each of [HISTOGRAMS, 'series.csv', 'metrics.json']) await rm(join(folder, each), { recursive: true });
  await renderRun(folder);
  expect(await readdir(join(folder, 'charts'))).toEqual(['lag-and-drain.svg']); // its samples are in run.json
});

async function contents(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files[path] = await readFile(path, 'utf8');
  }
  return files;
}
