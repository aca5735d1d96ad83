import { readFile } from 'node:fs/promises';

/** The last lines of a broker's log, indented for an error message; says so when there is nothing to show. */
export async function logTail(file: string, lines = 15): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const tail = text
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map((line) => `  | ${line.slice(0, 300)}`)
    .join('\n');
  return text.trim() === '' ? '  | (its log is empty)' : tail;
}
