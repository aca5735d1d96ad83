import { withoutSilent } from '../tables/table.ts';
import { printable } from '../words/printable.ts';

/** The few Markdown forms the reports use, written so that the raw text reads well too. */

/** Text from outside (reasons, settings, versions): one line, no markup of its own, no private paths, nothing unseen. */
export function plain(text: string): string {
  return oneLine(text)
    .replace(/[\\|`*[\]]/g, '\\$&')
    .replace(/(?<!\w)_|_(?!\w)/g, '\\_')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;');
}

const oneLine = (text: string): string => printable(withoutPaths(text).replace(/\s+/g, ' ').trim());

/** Replaces the folders of this machine: they say nothing to a reader and may name a person. */
export function withoutPaths(text: string): string {
  return text.replace(
    /(?<![\w.:/])(?:\/(?:home|root|tmp|var|opt|usr|work|mnt|private|Users)\/|[A-Za-z]:\\)[^\s"'`,;)]*/g,
    (path) => `…/${path.split(/[/\\]/).filter(Boolean).at(-1) ?? ''}`,
  );
}

export function code(text: string): string {
  const line = oneLine(text).replaceAll('|', '\\|').replaceAll('`', "'");
  return line === '' ? '' : `\`${line}\``;
}

/**
 * Cells are Markdown already; columns are padded up to `widest`, for readers of the raw text: what is longer sticks out.
 * A column without a single figure says nothing and is left out.
 */
export function table(header: string[], cells: string[][], widest = 64): string {
  const { head, rows } = withoutSilent(header, cells);
  const widths = head.map((_, column) =>
    Math.min(widest, Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? '').length))),
  );
  const line = (row: string[]) => `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

export function bullets(items: string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** Blocks separated by one empty line; empty blocks vanish. */
export function blocks(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

/** What a reader opens who wants it: its words are there, and not in the way. */
export function folded(summary: string, ...parts: string[]): string {
  const body = blocks(...parts);
  return body === '' ? '' : `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** The anchor a forge gives to a heading. */
export function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
