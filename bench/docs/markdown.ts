/** A generated page says that it is one, and how it is made again. */
export const page = (title: string, ...parts: string[]): string =>
  [`# ${title}`, '*Written by `npm run docs`; do not edit.*', ...parts].join('\n\n').concat('\n');

export function table(head: string[], rows: (string | number | boolean)[][]): string {
  const line = (cells: (string | number | boolean)[]) =>
    `| ${cells.map((cell) => escaped(String(cell))).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const escaped = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export const code = (text: string): string => `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
