import { printable } from '../words/printable.ts';

/** Text that is markup already: everything else is escaped where it is put into a template. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | readonly Markup[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For elements and for attributes in quotes. */
export const escaped = (text: string): string => printable(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

const textOf = (part: Part): string => {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return part.map(({ text }) => text).join('\n');
};

/** A template whose values are escaped, unless they are markup: html`<b>${name}</b>`. */
export const html = (fixed: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(fixed.map((piece, index) => piece + textOf(parts[index] ?? '')).join(''));

export const nothing = new Markup('');

/** JSON for a `<script type="application/json">`: nothing in it ends the element. */
export const jsonData = (data: unknown): Markup => new Markup(JSON.stringify(data).replaceAll('<', String.raw`\u003c`));
