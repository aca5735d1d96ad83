import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { replaceFile } from '../../record/folder-files.ts';
import { readRun } from '../../record/read-run.ts';
import { runText } from '../../record/run-text.ts';
import { renderRun } from '../../report/render-run.ts';
import { asPositive, type Register } from '../options.ts';
import { print } from '../print.ts';
import { chooseHistories, leaveOutUndrawn, splitHistories } from './trim-run.ts';

/** What the line about it adds to run.json and report, at most. */
const RESERVE_BYTES = 50_000;

/**
 * Leaves out of a run folder what its report does not draw of the failure trials, then the histories that are least worth
 * their place, until it is small enough; says in run.json which are kept.
 */
async function trimRun(folder: string, limitBytes: number): Promise<{ bytes: number; leftOut: string[] }> {
  const history = join(folder, 'history.jsonl.gz');
  const { run } = await readRun(folder);
  const members = await splitHistories(folder, run.unfinished?.historyBytes);
  const stored = run.trials.flatMap((trial) => {
    const member = members.get(trial.id);
    return member ? [{ trial, bytes: member.bytes.length }] : [];
  });
  leaveOutUndrawn(folder, run);
  const others = bytesOf(folder) - statSync(history).size;
  const { kept, leftOut } = chooseHistories(stored, limitBytes - others - RESERVE_BYTES);
  const whole = new Set(kept);
  const bytes = [...members].flatMap(([id, member]) => (whole.has(id) ? [member.bytes] : []));
  replaceFile(folder, 'history.jsonl.gz', bytes.length > 0 ? Buffer.concat(bytes) : gzipSync(''));
  const judgeable = run.trials.map(({ id }) => id).filter((id) => whole.has(id) && members.get(id)?.judgeable);
  const cutOff = run.unfinished && { unfinished: { planned: run.unfinished.planned } }; // the files are whole now
  replaceFile(folder, 'run.json', runText({ ...run, ...cutOff, historyKept: judgeable }));
  await renderRun(folder);
  return { bytes: bytesOf(folder), leftOut };
}

function bytesOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

const codes = `
Exit: 0 the folder is small enough, 1 it is too large even without histories, 3 could not run.`;

/** `bench trim`. */
export const trimCommand: Register = (program, finish) => {
  program
    .command('trim')
    .description('Leaves out of a run folder the histories least worth their place, so that it can be committed.')
    .argument('<folder>', 'results/<run-id>')
    .option('--megabytes <n>', 'what the whole folder may take', asPositive, 4.5)
    .addHelpText('after', codes)
    .action((folder: string, options) => finish(trim(folder, options)));
};

const MEGABYTE = 1_000_000;

/** `bench trim`: prints what was left out, and how large the folder is now. Exit code 1 when it is still too large. */
async function trim(folder: string, { megabytes }: { megabytes: number }): Promise<number> {
  const { bytes, leftOut } = await trimRun(folder, megabytes * MEGABYTE);
  for (const trial of leftOut) print(`left out: the history of ${trial}`);
  const now = (bytes / MEGABYTE).toFixed(2);
  print(`${folder} has ${now} MB now, ${leftOut.length} histories were left out.`);
  if (bytes <= megabytes * MEGABYTE) return 0;
  print(`That is more than ${megabytes} MB even without histories.`);
  return 1;
}
