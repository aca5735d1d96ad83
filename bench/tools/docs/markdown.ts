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

/** A hand-written page with its generated parts put between their markers. Throws when a marker is missing. */
export function withParts(text: string, parts: Record<string, string>): string {
  return Object.entries(parts).reduce((whole, [name, part]) => {
    const [begin, end] = [`<!-- ${name}: written by \`npm run docs\` -->`, `<!-- end of ${name} -->`];
    const [from, to] = [whole.indexOf(begin), whole.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`expected the lines ${begin} and ${end}, in this order`);
    return `${whole.slice(0, from)}${begin}\n\n${part}\n\n${whole.slice(to)}`;
  }, text);
}

/** A name that links can lead to: `checks.md#lost`, `faults.md#network-cut`. */
export const anchored = (name: string): string => `<a id="${name.replaceAll(':', '-')}"></a>${name}`;
