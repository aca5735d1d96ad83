/** What reports are made of, to be shown; anything else is a paragraph. Lines, items and cells are read on by `spansOf`. */
export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph' | 'quote'; text: string }
  | { kind: 'list'; ordered: boolean; items: string[] }
  | { kind: 'table'; head: string[]; rows: string[][] }
  | { kind: 'picture'; alt: string; file: string }
  | { kind: 'code'; text: string }
  | { kind: 'fold'; summary: string }
  | { kind: 'end-of-fold' };

/** The Markdown of a report (see `markdown.ts`) as blocks, in their order. */
export function blocksOf(text: string): Block[] {
  return separate(text).map(blockOf);
}

/** Lines up to an empty one; a fence of code is one block whatever is in it. */
function separate(text: string): string[][] {
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
const PICTURE = /^!\[((?:\\.|[^\]\\])*)\]\(([^()\s]*)\)$/;
const NUMBER = /^\d+\. /;

function blockOf(lines: string[]): Block {
  const [first = ''] = lines;
  const whole = lines.join(' ');
  const [, summary] = FOLD.exec(whole) ?? [];
  if (summary !== undefined) return { kind: 'fold', summary };
  if (whole === '</details>') return { kind: 'end-of-fold' };
  const [, marks, heading] = /^(#{1,6}) (.*)$/.exec(first) ?? [];
  if (marks !== undefined && heading !== undefined) return { kind: 'heading', level: marks.length, text: heading };
  const [, alt, file] = PICTURE.exec(whole) ?? [];
  if (alt !== undefined && file !== undefined) return { kind: 'picture', alt, file };
  if (first.startsWith('```')) return { kind: 'code', text: lines.slice(1, -1).join('\n') };
  if (first.startsWith('|')) return tableOf(lines);
  if (first.startsWith('- ')) return { kind: 'list', ordered: false, items: lines.map((line) => line.slice(2)) };
  if (NUMBER.test(first)) return { kind: 'list', ordered: true, items: lines.map((line) => line.replace(NUMBER, '')) };
  if (first.startsWith('> ')) return { kind: 'quote', text: lines.map((line) => line.replace(/^> /, '')).join(' ') };
  return { kind: 'paragraph', text: whole };
}

function tableOf([head = '', , ...rows]: string[]): Block {
  const cells = (line: string) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
  return { kind: 'table', head: cells(head), rows: rows.map(cells) };
}
