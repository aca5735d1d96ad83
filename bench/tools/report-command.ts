import { renderRun } from '../report/markdown/render-run.ts';
import type { Register } from './options.ts';

/** `npm run report`. */
export const reportCommand: Register = (program, finish) => {
  program
    .command('report')
    .description('Renders the report of a run folder again, byte for byte.')
    .argument('<folder>', 'results/<run-id>')
    .action((folder: string) => finish(report(folder)));
};

async function report(folder: string): Promise<number> {
  await renderRun(folder);
  console.log(`${folder}/report.md`);
  return 0;
}
