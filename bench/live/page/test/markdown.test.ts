import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { blocksOf, spansOf } from '../browser/markdown/parse.ts';

const results = new URL('../../../../results/', import.meta.url);
const reports = readdirSync(fileURLToPath(results))
  .map((run) => [run, fileURLToPath(new URL(`${run}/report.md`, results))] as const)
  .filter(([, report]) => existsSync(report));

test('a report becomes headings, lists, tables and pictures', () => {
  const text = [
    '# Title',
    '',
    'Words.',
    '',
    '- one',
    '- two',
    '',
    '| a | b |',
    '|---|---|',
    '| 1 | 2 \\| 3 |',
    '',
    '![seen](charts/x.svg)',
  ];
  expect(blocksOf(text.join('\n'))).toEqual([
    { kind: 'heading', level: 1, text: 'Title' },
    { kind: 'paragraph', text: 'Words.' },
    { kind: 'list', items: ['one', 'two'] },
    { kind: 'table', head: ['a', 'b'], rows: [['1', '2 | 3']] },
    { kind: 'picture', alt: 'seen', file: 'charts/x.svg' },
  ]);
});

test('a fold is opened, and its words are a heading', () => {
  expect(blocksOf('<details><summary>More</summary>\n\nText\n</details>')).toEqual([
    { kind: 'heading', level: 4, text: 'More' },
    { kind: 'paragraph', text: 'Text' },
  ]);
});

test('strong words and code are told apart, and a link is its words', () => {
  expect(spansOf('**Noise:** of `p50`, [figures](#there)')).toEqual([
    { as: 'strong', text: 'Noise:' },
    { as: 'plain', text: ' of ' },
    { as: 'code', text: 'p50' },
    { as: 'plain', text: ', figures' },
  ]);
});

test.each(reports)('the report of %s leaves no markup behind', (_run, report) => {
  const blocks = blocksOf(readFileSync(report, 'utf8'));
  expect(blocks.length).toBeGreaterThan(20);
  const plain = blocks
    .flatMap((block) => (block.kind === 'paragraph' ? spansOf(block.text) : []))
    .filter(({ as }) => as === 'plain');
  expect(plain.filter(({ text }) => /\*\*|^\||<\/?(details|summary)|^#+ /.test(text))).toEqual([]);
});
