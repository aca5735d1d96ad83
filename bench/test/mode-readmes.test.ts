import { expect, test } from 'vitest';
import { Settings } from '../../common/base/config.ts';
import { modeFolders, read } from './sources.ts';

const readmes = modeFolders.map((folder) => read(`${folder}/README.md`));
const headings = (text: string) => text.match(/^## .*$/gm);

test('the READMEs of the modes have the same headings in the same order', () => {
  expect(headings(readmes[0] ?? '')?.length).toBeGreaterThan(8);
  for (const readme of readmes) expect(headings(readme)).toEqual(headings(readmes[0] ?? ''));
});

test('every setting of a service stands in the README of a mode that reads it', () => {
  const missing = Object.keys(Settings.shape).filter(
    (name) => !readmes.some((text) => text.includes(`| \`${name}\` |`)),
  );
  expect(missing).toEqual([]);
});
