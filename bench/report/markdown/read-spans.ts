/** What a line of a report is made of. A link leads somewhere within the project. */
export type Span =
  | { as: 'text' | 'code'; text: string }
  | { as: 'strong' | 'em'; of: Span[] }
  | { as: 'link'; href: string; of: Span[] }
  | { as: 'break' };

/** The markup inside a line that reports use (see `markdown.ts`), in the order in which it is looked for. */
const forms = new RegExp(
  [
    String.raw`\\(?<sign>[\\|*_\[\]${'`'}])`,
    String.raw`(?<entity>&(?:amp|lt);)`,
    String.raw`(?<br><br>)`,
    String.raw`${'`'}(?<code>[^${'`'}]*)${'`'}`,
    String.raw`\*\*(?<strong>(?:\\.|[^*])+)\*\*`,
    String.raw`\*(?<em>(?:\\.|[^*])+)\*`,
    String.raw`!?\[(?<label>(?:\\.|[^\]\\])*)\]\((?<href>[^()\s]*)\)`,
  ].join('|'),
  'g',
);

/** A line in its parts. Whatever is none of the forms is text. */
export function spansOf(line: string): Span[] {
  let from = 0;
  const spans: Span[] = [];
  for (const match of line.matchAll(forms)) {
    spans.push(...textOf(line.slice(from, match.index)), spanOf(match.groups ?? {}, match[0]));
    from = match.index + match[0].length;
  }
  return [...spans, ...textOf(line.slice(from))];
}

const textOf = (text: string): Span[] => (text === '' ? [] : [{ as: 'text', text }]);

function spanOf(groups: Record<string, string | undefined>, whole: string): Span {
  const { sign, entity, br, code, strong, em, label = '', href = '' } = groups;
  if (sign !== undefined) return { as: 'text', text: sign };
  if (entity !== undefined) return { as: 'text', text: entity === '&lt;' ? '<' : '&' };
  if (br !== undefined) return { as: 'break' };
  if (code !== undefined) return { as: 'code', text: code.replaceAll('\\|', '|') };
  if (strong !== undefined) return { as: 'strong', of: spansOf(strong) };
  if (em !== undefined) return { as: 'em', of: spansOf(em) };
  return isWithin(href) ? { as: 'link', href, of: spansOf(label) } : { as: 'text', text: whole };
}

/** What has a scheme or another host stays text. */
const isWithin = (href: string): boolean => /^(?:#|\.\.?\/|[\w%-])[^:]*$/.test(href) && !href.startsWith('//');
