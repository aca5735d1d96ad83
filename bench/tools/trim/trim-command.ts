import { type Register } from '../options.ts';
import { trimRun } from './trim-run.ts';

/** `bench trim`. */
export const trimCommand: Register = (program, finish) => {
  program
    .command('trim')
    .description('Leaves out of a run folder the histories least worth their place, so that it can be committed.')
    .argument('<folder>', 'results/<run-id>')
    .option('--megabytes <n>', 'what the whole folder may take', Number, 4.5)
    .action((folder: string, options) => finish(trim(folder, options)));
};

const MEGABYTE = 1_000_000;

/** `bench trim`: prints what was left out, and how large the folder is now. Exit code 1 when it is still too large. */
async function trim(folder: string, { megabytes }: { megabytes: number }): Promise<number> {
  const { bytes, leftOut } = await trimRun(folder, megabytes * MEGABYTE);
  for (const trial of leftOut) console.log(`left out: the history of ${trial}`);
  const now = (bytes / MEGABYTE).toFixed(2);
  console.log(`${folder} has ${now} MB now, ${leftOut.length} histories were left out.`);
  if (bytes <= megabytes * MEGABYTE) return 0;
  console.log(`That is more than ${megabytes} MB even without histories.`);
  return 1;
}
