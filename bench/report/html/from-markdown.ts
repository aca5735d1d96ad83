import { slug } from '../markdown/markdown.ts';
import { escaped, html, Markup } from './html.ts';
import { inline } from './inline.ts';

/**
 * What the sections of a report are written in, as HTML: headings, tables, lists, code and folded parts, one block after an
 * empty line each. Its words are the same, so that the two pages cannot differ. `ids`: what the ids of headings begin with.
 */
export function fromMarkdown(text: string, ids = ''): Markup {
  return new Markup(
    blocksOf(text)
      .map((block) => blockOf(block, ids))
      .join('\n'),
  );
}

/** Lines up to an empty one; a fence of code is one block whatever is in it. */
function blocksOf(text: string): string[][] {
  const blocks: string[][] = [];
  let open: string[] = [];
  let fenced = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) fenced = !fenced;
    if (line === '' && !fenced) {
      if (open.length > 0) blocks.push(open);
      open = [];
    } else open.push(line);
  }
  return open.length > 0 ? [...blocks, open] : blocks;
}

const FOLD = /^<details>\s*<summary>(.*)<\/summary>$/;

function blockOf(lines: string[], ids: string): string {
  const [first = ''] = lines;
  const whole = lines.join(' ');
  const [, summary] = FOLD.exec(whole) ?? [];
  if (summary !== undefined) return `<details><summary>${inline(summary).text}</summary>`;
  if (whole === '</details>') return whole;
  const [, marks, heading] = /^(#{1,6}) (.*)$/.exec(first) ?? [];
  if (marks !== undefined && heading !== undefined) {
    const level = marks.length;
    return `<h${level} id="${escaped(ids + slug(heading))}">${inline(heading).text}</h${level}>`;
  }
  if (first.startsWith('```')) return html`<pre><code>${lines.slice(1, -1).join('\n')}</code></pre>`.text;
  if (first.startsWith('|')) return tableOf(lines);
  if (first.startsWith('- ')) return listOf('ul', lines, /^- /);
  if (/^\d+\. /.test(first)) return listOf('ol', lines, /^\d+\. /);
  if (first.startsWith('> '))
    return html`<blockquote>${inline(lines.map((line) => line.replace(/^> /, '')).join(' '))}</blockquote>`.text;
  return html`<p>${inline(whole)}</p>`.text;
}

const listOf = (kind: 'ul' | 'ol', lines: string[], mark: RegExp) =>
  `<${kind}>${lines.map((line) => `<li>${inline(line.replace(mark, '')).text}</li>`).join('')}</${kind}>`;

function tableOf([head = '', , ...rows]: string[]): string {
  const cells = (line: string) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => inline(cell.trim()).text);
  const heads = cells(head).map((cell) => `<th scope="col">${cell}</th>`);
  const body = rows.map((row) => {
    const [label, ...rest] = cells(row);
    return `<tr><th scope="row">${label}</th>${rest.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return `<div class="wide"><table><thead><tr>${heads.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}
