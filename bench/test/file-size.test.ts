import { expect, test } from 'vitest';
import { isTest, read, sources } from './sources.ts';

const sizes = sources
  .filter((path) => !isTest(path))
  .map((path) => ({ path, lines: read(path).trimEnd().split('\n').length }))
  .sort((a, b) => a.lines - b.lines);
const atShare = (share: number) => sizes[Math.ceil(sizes.length * share) - 1]?.lines ?? Number.NaN;
const largest = sizes.slice(-8).map(({ path, lines }) => `${lines} ${path}`);

test('files are small: half of them have at most 60 lines, 95% at most 180', () => {
  expect(sizes.length).toBeGreaterThan(100);
  expect(atShare(0.5), 'median').toBeLessThanOrEqual(60);
  expect(atShare(0.95), `95%; the largest are\n${largest.join('\n')}`).toBeLessThanOrEqual(180);
});
