import { expect, test } from 'vitest';
import { code, plain, table } from '../markdown/markdown.ts';
import { fromMarkdown } from './from-markdown.ts';
import { inline } from './inline.ts';

const hostile = '<script>alert(1)</script> & "x" [y](javascript:z) `q` **b** | a';

test.each([
  ['## A heading, with words', '<h2 id="r-a-heading-with-words">A heading, with words</h2>'],
  ['one\nparagraph', '<p>one paragraph</p>'],
  ['- a\n- **b**', '<ul><li>a</li><li><strong>b</strong></li></ul>'],
  ['1. a\n2. b', '<ol><li>a</li><li>b</li></ol>'],
  ['> loud', '<blockquote>loud</blockquote>'],
  ['```sh\na\n\n# b <c>\n```', '<pre><code>a\n\n# b &lt;c&gt;</code></pre>'],
  ['[a](x/report.md#b) and [c](#d)', '<p><a href="x/report.md#b">a</a> and <a href="#d">c</a></p>'],
  ['<details>\n<summary>Show</summary>', '<details><summary>Show</summary>'],
])('%j becomes %j', (text, made) => {
  expect(fromMarkdown(text, 'r-').text).toBe(made);
});

test('a table has heads and labels, and a bar in a cell does not end it', () => {
  const made = fromMarkdown(table(['', 'a'], [[plain('x|y'), code('p|q')]])).text;
  expect(made).toContain('<th scope="row">x|y</th><td><code>p|q</code></td>');
});

test('what came from outside is text, in a paragraph, in a cell and in code', () => {
  for (const text of [plain(hostile), code(hostile), table(['', ''], [[plain(hostile), code(hostile)]])]) {
    const made = fromMarkdown(text).text;
    expect(made).not.toContain('<script');
    expect(made).not.toContain('href');
    expect(made).not.toContain('<strong>b');
  }
});

test.each(['javascript:alert(1)', 'https://example.org/', '//example.org/', 'data:text/html,x'])(
  'a link to %s stays text',
  (href) => {
    expect(inline(`[a](${href})`).text).not.toContain('<a');
  },
);

test('markup that is none of the reports’ own is text', () => {
  expect(inline('<img src=x onerror=alert(1)>').text).toBe('&lt;img src=x onerror=alert(1)&gt;');
});
