import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderComparison } from '../report/render-comparison.ts';
import { renderRun } from '../report/render-run.ts';
import { readSampleRuns, samplePages } from './docs/samples.ts';
import type { Register } from './options.ts';
import { print } from './print.ts';
import { servicesDigest } from './run/services-digest.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `npm run report`. */
export const reportCommand: Register = (program, finish) => {
  program
    .command('report')
    .description(
      'Renders the report of a run folder again, byte for byte; without one, all that follows from the committed runs.',
    )
    .argument(
      '[folder]',
      'results/<run-id>; absent: results/comparison.md, index.html, and what READMEs and docs say of runs, from the best of them',
    )
    .action((folder?: string) => finish(folder === undefined ? compose() : report(folder)));
};

/** The report, and the comparison where the run has one. Throws when the folder is no run's. */
async function report(folder: string): Promise<number> {
  await renderRun(folder);
  print(join(folder, 'report.md'));
  const comparison = join(folder, 'comparison.md');
  if (!existsSync(comparison)) return 0;
  await renderComparison(folder, comparison);
  print(comparison);
  return 0;
}

async function compose(): Promise<number> {
  const pages = samplePages(await readSampleRuns(), servicesDigest);
  for (const [path, text] of pages) {
    const isFresh = existsSync(join(root, path)) && readFileSync(join(root, path), 'utf8') === text;
    writeFileSync(join(root, path), text);
    print(`${path}${isFresh ? '' : ': changed'}`);
  }
  print('No other generated page says anything of runs; those follow from the sources: npm run docs');
  return 0;
}
