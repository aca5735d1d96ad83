import { readFile } from 'node:fs/promises';
import { mergedResult } from '../../load/shards.ts';
import type { Register } from '../options.ts';
import { tell } from '../print.ts';
import { jsonOf, partsOf } from './load-json.ts';
import { loadTable, unsoundBecause } from './load-table.ts';

const codes = `
Exit: 0 all parts are sound, 2 one of them is void or nothing was accepted, 3 they do not belong together.`;

/** `bench load-merge`. */
export const loadMergeCommand: Register = (program, finish) => {
  program
    .command('load-merge')
    .description('What generators on several machines measured (load --shard k/n --at … --json), as one result.')
    .argument('<files...>', 'what each of them printed')
    .option('--json', 'print the result as JSON on stdout', false)
    .addHelpText('after', codes)
    .action((files: string[], options: { json: boolean }) => finish(merge(files, options)));
};

/** Gives the exit code: 0 all sound, 2 one part is void by itself or nothing was accepted, 3 they do not belong together. */
async function merge(files: string[], { json }: { json: boolean }): Promise<number> {
  try {
    const parts = partsOf(await Promise.all(files.map((file) => readFile(file, 'utf8'))));
    const result = mergedResult(parts);
    process.stdout.write(json ? `${JSON.stringify(jsonOf(result))}\n` : loadTable(result));
    const unsound = parts.flatMap((part, index) => {
      const because = unsoundBecause(part);
      return because === null ? [] : [`VOID: ${files[index]}: ${because}`];
    });
    for (const line of unsound) tell(line);
    return unsound.length === 0 && unsoundBecause(result) === null && result.counts.accepted > 0 ? 0 : 2;
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
    return 3;
  }
}
