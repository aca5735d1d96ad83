import { expect, test } from 'vitest';
import { projectFiles, read } from '../../test/sources.ts';
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

const committed = projectFiles.filter((path) => /^results\/[^/]+\/report\.md$/.test(path));

test.each(committed)('%s has few words that stand open, and few conclusions', (path) => {
  const report = read(path);
  expect(words(report)).toBeLessThanOrEqual(MOST_WORDS);
  expect(conclusions(report).length).toBeGreaterThan(2);
  expect(conclusions(report).length).toBeLessThanOrEqual(MOST_LINES);
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
