import { expect, test } from 'vitest';
import { projectFiles, read } from '../../test/sources.ts';
import { securityMap } from './security-map.ts';

const claims = securityMap.flatMap(({ claims: own }) => own);
const named = claims.flatMap((claim) =>
  'tests' in claim
    ? Object.entries(claim.tests).flatMap(([file, titles]) =>
        titles.map((title) => ({ says: claim.says, file, title })),
      )
    : [],
);

/** Whether this is the title of a test, or of a step of the compose tests, that is neither skipped nor yet to come. */
function hasTitle(source: string, title: string): boolean {
  if (/\b(test|describe)\.(skip|todo|only)\b/.test(source)) return false;
  return ["'", '"', '`'].some((quote) => {
    const [before = '', ...rest] = source.split(`${quote}${title}${quote},`);
    return rest.length > 0 && /\(\s*$/.test(before) && isWithinTest(before);
  });
}

/** Whether the source, cut off here, ends within the call of `test` or `step`: no statement has ended since it began. */
function isWithinTest(before: string): boolean {
  const start = [...before.matchAll(/^( *)(?:await )?(?:test|step)\b/gm)].at(-1);
  if (!start) return false;
  const since = before.slice(start.index);
  return !new RegExp(`^${start[1]}\\S.*;$`, 'm').test(since);
}

test.each(named)('$file has the test “$title”', ({ file, title }) => {
  expect(projectFiles).toContain(file);
  expect(file).toMatch(/\.test\.ts$|^bench\/tools\/compose\/try-(mode|shop)\.ts$/);
  expect(hasTitle(read(file), title)).toBe(true);
});

test('a title that is no test’s, or of a test that is skipped, is noticed', () => {
  expect(hasTitle("test('a', () => {});", 'a')).toBe(true);
  expect(hasTitle("test.each([['x', 1]])('a %s', () => {});", 'a %s')).toBe(true);
  expect(hasTitle("test('a', () => {});", 'b')).toBe(false);
  expect(hasTitle("const a = 'b';\ntest('a', () => {});", 'b')).toBe(false);
  expect(hasTitle(`test${'.skip'}('a', () => {});`, 'a')).toBe(false);
  expect(hasTitle("expect(x, 'a');", 'a')).toBe(false);
});

test('every claim has a test or says why it has none, and none is made twice', () => {
  expect(claims.length).toBeGreaterThan(40);
  for (const claim of claims) {
    if ('tests' in claim) expect(Object.values(claim.tests).flat().length, claim.says).toBeGreaterThan(0);
    else expect(claim.notYet, claim.says).toMatch(/\w+ \w+/);
  }
  expect(new Set(claims.map(({ says }) => says)).size).toBe(claims.length);
});

test('the threat model names assets, attackers, defences and gaps', () => {
  const text = read('SECURITY.md').replaceAll(/\n {2}(?=\w)/g, ' ');
  for (const heading of ['What is protected', 'From whom', 'What stands against it', 'What is not defended']) {
    expect(text).toContain(`\n## ${heading}\n`);
  }
  for (const claim of claims)
    if ('notYet' in claim) expect(text, 'a gap of the map').toContain(claim.says.replace('.', ''));
});
