import { slug } from '../markdown/markdown.ts';
import { type Block, blocksOf } from '../markdown/read-blocks.ts';
import { escaped, html, Markup } from './html.ts';
import { inline } from './inline.ts';

/**
 * What the sections of a report are written in, as HTML. Its words are the same, so that the two pages cannot differ.
 * `ids`: what the ids of headings begin with.
 */
export function fromMarkdown(text: string, ids = ''): Markup {
  return new Markup(
    blocksOf(text)
      .map((block) => markup(block, ids))
      .join('\n'),
  );
}

function markup(block: Block, ids: string): string {
  switch (block.kind) {
    case 'heading': {
      const { level, text } = block;
      return `<h${level} id="${escaped(ids + slug(text))}">${inline(text).text}</h${level}>`;
    }
    case 'paragraph':
      return html`<p>${inline(block.text)}</p>`.text;
    case 'picture':
      return html`<p>${inline(`[${block.alt}](${block.file})`)}</p>`.text;
    case 'quote':
      return html`<blockquote>${inline(block.text)}</blockquote>`.text;
    case 'code':
      return html`<pre><code>${block.text}</code></pre>`.text;
    case 'list': {
      const kind = block.ordered ? 'ol' : 'ul';
      return `<${kind}>${block.items.map((item) => `<li>${inline(item).text}</li>`).join('')}</${kind}>`;
    }
    case 'table':
      return tableOf(block);
    case 'fold':
      return `<details><summary>${inline(block.summary).text}</summary>`;
    case 'end-of-fold':
      return '</details>';
  }
}

function tableOf({ head, rows }: Extract<Block, { kind: 'table' }>): string {
  const heads = head.map((cell) => `<th scope="col">${inline(cell).text}</th>`);
  const body = rows.map(([label = '', ...rest]) => {
    const cells = rest.map((cell) => `<td>${inline(cell).text}</td>`);
    return `<tr><th scope="row">${inline(label).text}</th>${cells.join('')}</tr>`;
  });
  return `<div class="wide"><table><thead><tr>${heads.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}
