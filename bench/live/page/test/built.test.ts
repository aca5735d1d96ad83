import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { LONGEST_MS } from '../../../lab/warehouse/work-time.ts';
import { HIGHEST_RATE as inProtocol } from '../../protocol/commands.ts';
import { HIGHEST_RATE, LONGEST_WORK_MS } from '../browser/limits.ts';
import { buildPage, pageFolder } from '../build.ts';

await buildPage();
const html = readFileSync(join(pageFolder, 'index.html'), 'utf8');
const asset = (end: string) => {
  const name = new RegExp(`assets/(page-\\w+\\.${end})`).exec(html)?.[1] ?? '';
  return readFileSync(join(pageFolder, 'assets', name), 'utf8');
};

test('the script of the page has less than 150 kB, compressed', () => {
  expect(gzipSync(asset('js')).length).toBeLessThan(150_000);
});

test('the page names nothing that would be loaded from elsewhere, and has nothing inline', () => {
  expect(html).not.toMatch(/https?:|<style|style=|<script(?! type="module" src=)/);
  expect(asset('css')).not.toMatch(/url\(|@import/);
  expect(
    [...asset('js').matchAll(/https?:\/\/[\w.]+/g)].map(([url]) => url).filter((url) => !url.endsWith('www.w3.org')),
  ).toEqual([]);
});

test('the page names one script and one style', () => {
  expect(html.match(/assets\//g)).toHaveLength(2);
});

test('the knobs go as far as the lab allows', () => {
  expect([HIGHEST_RATE, LONGEST_WORK_MS]).toEqual([inProtocol, LONGEST_MS]);
});
