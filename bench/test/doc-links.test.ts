import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { headings } from '../report/markdown/conclude/sentence.ts';
import { slug } from '../report/markdown/markdown.ts';
import { projectFiles, read } from './sources.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Reports are tested where they are made, and a stored one keeps what it said. */
const documents = projectFiles.filter((path) => path.endsWith('.md') && !path.startsWith('results/'));

function brokenLinks(path: string): string[] {
  const prose = read(path).replaceAll(/`[^`\n]*`/g, ''); // a pattern in a table may look like a link
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? '');
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? join(root, path) : join(root, dirname(path), decodeURIComponent(file));
    if (!existsSync(target)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
  });
}

const anchorsOf = (text: string) => [
  ...Array.from(text.matchAll(/^#+ (.*)$/gm), ([, heading]) => slug(heading ?? '')),
  ...Array.from(text.matchAll(/<a id="([^"]+)"><\/a>/g), ([, id]) => id),
];

test('every link of a document leads to a file, and to a heading, that is there', () => {
  expect(documents.length).toBeGreaterThan(10);
  expect(documents.flatMap((path) => brokenLinks(path).map((link) => `${path}: ${link}`))).toEqual([]);
});

test('the guide to a report has a word on every section of a report', () => {
  const guide = read('docs/how-to-read-a-report.md');
  expect(Object.values(headings).filter((heading) => !guide.includes(`| **${heading}** |`))).toEqual([]);
});
