import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readRun } from '../../record/read-run.ts';
import { projectFiles, read } from '../../test/sources.ts';
import { planCharts } from '../charts/plan-charts.ts';
import { figuresOf } from '../figures/run-figures.ts';
import { conclude } from '../markdown/conclude/conclude.ts';
import { documentOf } from '../markdown/sections/document.ts';
import { rendered } from '../testing/rendered.ts';

const MOST_WORDS = 6000;
const MOST_LINES = 12;

/** Without what a reader has to open first. */
function unfolded(text: string): string {
  let depth = 0;
  return text
    .split(/(<details>|<\/details>)/)
    .filter((part) => {
      if (part === '<details>') depth += 1;
      if (part === '</details>') depth -= 1;
      return depth === 0;
    })
    .join('');
}

const words = (text: string) =>
  unfolded(text)
    .replaceAll(/^\|[-| ]+\|$/gm, '')
    .split(/[\s|]+/)
    .filter(Boolean).length;

const conclusions = (report: string) =>
  (/## What should I conclude\?\n([\s\S]*?)\n## /.exec(report)?.[1] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('- '));

/** Most words of one line of the conclusions, whatever stands below it on lines of its own. */
const MOST_IN_LINE = 250;

const longest = (report: string) =>
  Math.max(
    ...(/## What should I conclude\?\n([\s\S]*?)(?:\n## |$)/.exec(report)?.[1] ?? '')
      .split('\n')
      .map((line) => line.split(/\s+/).filter(Boolean).length),
  );

const committed = projectFiles.filter((path) => /^results\/[^/]+\/report\.md$/.test(path));

test.each(committed)('%s has few words that stand open, and few conclusions', (path) => {
  const report = read(path);
  expect(words(report)).toBeLessThanOrEqual(MOST_WORDS);
  expect(conclusions(report).length).toBeGreaterThan(2);
  expect(conclusions(report).length).toBeLessThanOrEqual(MOST_LINES);
});

test.each(committed)('%s, made anew, has no conclusion of very many words, and none twice', async (path) => {
  const figures = figuresOf(await readRun(fileURLToPath(new URL(`../../../${dirname(path)}`, import.meta.url))));
  const report = documentOf({ figures, charts: planCharts(figures), prefix: '' }, 'A run', []);
  expect(conclusions(report).length).toBeLessThanOrEqual(MOST_LINES);
  expect(longest(report)).toBeLessThanOrEqual(MOST_IN_LINE);
  const sentences = conclude(figures).map(({ text }) => text);
  expect(sentences.filter((text, index) => sentences.indexOf(text) !== index)).toEqual([]);
});

test('the reports of the committed runs are looked at', () => {
  expect(committed.length).toBeGreaterThan(2);
});

test.each([
  ['a quick run of everything', {}],
  ['a latency session', { session: {} }],
  [
    'a failure experiment',
    { failures: ['none', 'kill-inventory', 'broker-kill', 'redeliver', 'network:cut', 'disk-full'] },
  ],
])('%s comes to few conclusions, each said of all modes in one line', async (_, options) => {
  const found = conclusions((await rendered(options)).report);
  expect(found.length).toBeGreaterThan(2);
  expect(found.length).toBeLessThanOrEqual(MOST_LINES);
});
