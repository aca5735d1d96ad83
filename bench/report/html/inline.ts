import { type Span, spansOf } from '../markdown/read-spans.ts';
import { escaped, Markup } from './html.ts';

/** A line of a report as HTML. */
export const inline = (line: string): Markup => new Markup(markupOf(spansOf(line)));

const markupOf = (spans: readonly Span[]): string => spans.map(markup).join('');

function markup(span: Span): string {
  switch (span.as) {
    case 'text':
      return escaped(span.text);
    case 'code':
      return `<code>${escaped(span.text)}</code>`;
    case 'strong':
      return `<strong>${markupOf(span.of)}</strong>`;
    case 'em':
      return `<em>${markupOf(span.of)}</em>`;
    case 'link':
      return `<a href="${escaped(span.href)}">${markupOf(span.of)}</a>`;
    case 'break':
      return '<br>';
  }
}
