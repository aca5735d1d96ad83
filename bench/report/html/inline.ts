import { escaped, Markup } from './html.ts';

/** The markup inside a line that reports use (see `../markdown/markdown.ts`), in the order in which it is looked for. */
const forms = new RegExp(
  [
    String.raw`\\(?<sign>[\\|*_\[\]${'`'}])`,
    String.raw`(?<entity>&(?:amp|lt);)`,
    String.raw`(?<br><br>)`,
    String.raw`${'`'}(?<code>[^${'`'}]*)${'`'}`,
    String.raw`\*\*(?<strong>(?:\\.|[^*])+)\*\*`,
    String.raw`\*(?<em>(?:\\.|[^*])+)\*`,
    String.raw`!\[(?<alt>(?:\\.|[^\]\\])*)\]\((?<src>[^()\s]*)\)`,
    String.raw`\[(?<label>(?:\\.|[^\]\\])*)\]\((?<href>[^()\s]*)\)`,
  ].join('|'),
  'g',
);

/** A line of a report as HTML. Whatever is none of its forms is text. */
export function inline(line: string): Markup {
  let from = 0;
  let made = '';
  for (const match of line.matchAll(forms)) {
    made += escaped(line.slice(from, match.index)) + formOf(match.groups ?? {}, match[0]);
    from = match.index + match[0].length;
  }
  return new Markup(made + escaped(line.slice(from)));
}

function formOf(groups: Record<string, string | undefined>, whole: string): string {
  const { sign, entity, br, code, strong, em, alt, src, label, href } = groups;
  if (sign !== undefined) return escaped(sign);
  if (entity !== undefined) return entity;
  if (br !== undefined) return '<br>';
  if (code !== undefined) return `<code>${escaped(code.replaceAll('\\|', '|'))}</code>`;
  if (strong !== undefined) return `<strong>${inline(strong).text}</strong>`;
  if (em !== undefined) return `<em>${inline(em).text}</em>`;
  if (alt !== undefined && src !== undefined) return link(src, alt, whole);
  return link(href ?? '', label ?? '', whole);
}

/** Only within the project: what has a scheme or another host stays text. */
const link = (href: string, label: string, whole: string): string =>
  /^(?:#|\.\.?\/|[\w%-])[^:]*$/.test(href) && !href.startsWith('//')
    ? `<a href="${escaped(href)}">${inline(label).text}</a>`
    : escaped(whole);
