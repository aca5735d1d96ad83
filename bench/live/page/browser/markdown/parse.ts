/** What the reports of the bench are made of; anything else is a paragraph. */
export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'table'; head: string[]; rows: string[][] }
  | { kind: 'picture'; alt: string; file: string }
  | { kind: 'code'; text: string };

const isRule = (line: string) => /^\|[\s:|-]+\|$/.test(line);

/** The cells of a row; `\|` is a bar that is meant. */
const cellsOf = (line: string): string[] =>
  line
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim());

/** The Markdown of a report as blocks, in their order. Folds are opened: their first line becomes a heading. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split('\n');
  /** Takes lines as long as they belong together. */
  const run = (belongs: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    for (let line = lines[0]; line !== undefined && belongs(line); line = lines[0]) taken.push(lines.shift() ?? '');
    return taken;
  };
  while (lines.length > 0) {
    const line = lines[0] ?? '';
    const [, marks, heading] = /^(#{1,6}) (.*)$/.exec(line) ?? [];
    const [, alt, file] = /^!\[(.*)\]\(([^()]*)\)$/.exec(line) ?? [];
    const [, fold] = /^<details>.*<summary>(.*)<\/summary>/.exec(line) ?? [];
    if (line.startsWith('```')) {
      lines.shift();
      blocks.push({ kind: 'code', text: run((next) => !next.startsWith('```')).join('\n') });
      lines.shift();
    } else if (line.startsWith('|')) {
      const [head = '', ...rows] = run((next) => next.startsWith('|')).filter((row) => !isRule(row));
      blocks.push({ kind: 'table', head: cellsOf(head), rows: rows.map(cellsOf) });
    } else if (line.startsWith('- ')) {
      blocks.push({ kind: 'list', items: run((next) => /^(- | {2})/.test(next)).map((item) => item.slice(2)) });
    } else {
      lines.shift();
      if (marks !== undefined && heading !== undefined)
        blocks.push({ kind: 'heading', level: marks.length, text: heading });
      else if (alt !== undefined && file !== undefined) blocks.push({ kind: 'picture', alt, file });
      else if (fold !== undefined) blocks.push({ kind: 'heading', level: 4, text: fold });
      else if (line.trim() !== '' && !/^<(\/details|!--)/.test(line)) blocks.push({ kind: 'paragraph', text: line });
    }
  }
  return blocks;
}

export interface Span {
  text: string;
  as: 'plain' | 'strong' | 'code';
}

/** Strong words and code within a line; of a link its words. */
export function spansOf(line: string): Span[] {
  const unlinked = line.replace(/(?<!!)\[([^\]]*)\]\([^()]*\)/g, '$1');
  return unlinked.split(/(\*\*[^*]+\*\*|`[^`]+`)/).flatMap((part): Span[] => {
    if (part === '') return [];
    if (/^\*\*.+\*\*$/.test(part)) return [{ as: 'strong', text: part.slice(2, -2).replaceAll('`', '') }];
    if (/^`.+`$/.test(part)) return [{ as: 'code', text: part.slice(1, -1) }];
    return [{ as: 'plain', text: part }];
  });
}
