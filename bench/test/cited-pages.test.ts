import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { projectFiles, read } from './sources.ts';

const citing = projectFiles.filter((path) => /\.(ts|mjs|ya?ml|conf)$|(^|\/)Dockerfile/.test(path));
const pages = new Map(projectFiles.filter((path) => path.endsWith('.md')).map((path) => [basename(path), path]));
const rules = new Set([...read('docs/measurement.md').matchAll(/^(\d+)\. \S/gm)].map(([, number]) => number));

/** A text with its comments on one line each, so that a citation is found across the end of a line. */
const joined = (text: string) => text.replaceAll(/\s*\n\s*(?:\*|\/\/|#)\s*/g, ' ');

/** What a text cites that is not there: a page, a section of a page, a numbered rule of measurement. */
function astray(text: string): string[] {
  const found = joined(text);
  const missingPages = [...found.matchAll(/[\w-]+\.md\b/g)].filter(([page]) => !pages.has(page));
  const missingSections = [...found.matchAll(/([\w-]+?)(?:\.md)?,? §(\d+)/g)].filter(([, of = '', section]) => {
    if (/^\d+$/.test(of)) return false; // of an RFC
    const page = pages.get(`${of}.md`);
    return page === undefined || !new RegExp(`^#+ ${section}\\b`, 'm').test(read(page));
  });
  const missingRules = [...found.matchAll(/\brules? (\d+)(?: and (\d+))?/gi)].filter(
    ([, one, other]) => !rules.has(one) || (other !== undefined && !rules.has(other)),
  );
  return [...missingPages, ...missingSections, ...missingRules].map(([cited]) => cited);
}

test('what a comment cites is there: the page, its section, the numbered rule', () => {
  expect(citing.length).toBeGreaterThan(500);
  const wrong = citing
    .filter((path) => path !== 'bench/test/cited-pages.test.ts')
    .flatMap((path) => astray(read(path)).map((cited) => `${path}: ${cited}`));
  expect(wrong).toEqual([]);
});

test.each([
  ['// as pitfalls.md says', ['pitfalls.md']],
  ['/** Needed (design §2). */', ['design §2']],
  ['/** Needed (measurement.md §9). */', ['measurement.md §9']],
  ['/**\n * Void (measurement.md,\n * rule 99).\n */', ['rule 99']],
  ['// rules 14 and 77', ['rules 14 and 77']],
  ['/** As RFC 9562 §5.8 and measurement.md, rule 8, have it. */', []],
])('in %j the check finds %j', (text, expected) => {
  expect(astray(text)).toEqual(expected);
});
