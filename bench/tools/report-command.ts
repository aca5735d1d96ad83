import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { renderComparison } from '../report/render-comparison.ts';
import { renderRun } from '../report/render-run.ts';
import type { Register } from './options.ts';
import { print } from './print.ts';

/** `npm run report`. */
export const reportCommand: Register = (program, finish) => {
  program
    .command('report')
    .description('Renders the report of a run folder again, byte for byte.')
    .argument('<folder>', 'results/<run-id>')
    .option('--comparison <file>', 'also write its comparison there: results/comparison.md is the committed one')
    .action((folder: string, options) => finish(report(folder, options)));
};

/** The report, and the comparison where the run has one. Throws when the folder is no run's. */
async function report(folder: string, { comparison }: { comparison?: string }): Promise<number> {
  await renderRun(folder);
  const own = join(folder, 'comparison.md');
  const written = [join(folder, 'report.md')];
  for (const file of [...(existsSync(own) ? [own] : []), ...(comparison === undefined ? [] : [comparison])]) {
    await renderComparison(folder, file);
    written.push(file);
  }
  for (const file of written) print(file);
  return 0;
}
