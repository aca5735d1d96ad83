import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { blocksOf } from './read-blocks.ts';
import { spansOf } from './read-spans.ts';

const results = new URL('../../../results/', import.meta.url);
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
    '',
    '<details><summary>More</summary>',
    '',
    '</details>',
  ];
  expect(blocksOf(text.join('\n'))).toEqual([
    { kind: 'heading', level: 1, text: 'Title' },
    { kind: 'paragraph', text: 'Words.' },
    { kind: 'list', ordered: false, items: ['one', 'two'] },
    { kind: 'table', head: ['a', 'b'], rows: [['1', '2 \\| 3']] },
    { kind: 'picture', alt: 'seen', file: 'charts/x.svg' },
    { kind: 'fold', summary: 'More' },
    { kind: 'end-of-fold' },
  ]);
});

test('strong words, code, links and what was escaped are told apart', () => {
  expect(spansOf('**Noise:** of `p50`, [figures](#there) \\| &lt;b>')).toEqual([
    { as: 'strong', of: [{ as: 'text', text: 'Noise:' }] },
    { as: 'text', text: ' of ' },
    { as: 'code', text: 'p50' },
    { as: 'text', text: ', ' },
    { as: 'link', href: '#there', of: [{ as: 'text', text: 'figures' }] },
    { as: 'text', text: ' ' },
    { as: 'text', text: '|' },
    { as: 'text', text: ' ' },
    { as: 'text', text: '<' },
    { as: 'text', text: 'b>' },
  ]);
});

test.each(reports)('the report of %s leaves no markup behind', (_run, report) => {
  const blocks = blocksOf(readFileSync(report, 'utf8'));
  expect(blocks.length).toBeGreaterThan(20);
  const plain = blocks
    .flatMap((block) => (block.kind === 'paragraph' ? spansOf(block.text) : []))
    .flatMap((span) => (span.as === 'text' ? span.text : []));
  expect(plain.filter((text) => /\*\*|^\||<\/?(details|summary)|^#+ /.test(text))).toEqual([]);
});
