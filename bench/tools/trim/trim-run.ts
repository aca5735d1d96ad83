import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readRun } from '../../record/read-run.ts';
import { runText } from '../../record/run-text.ts';
import { renderRun } from '../../report/markdown/render-run.ts';
import { chooseHistories } from './choose-histories.ts';
import { leaveOutUndrawn } from './leave-out-undrawn.ts';
import { splitHistories } from './split-histories.ts';

/** What the line about it adds to run.json and report, at most. */
const RESERVE_BYTES = 50_000;

/**
 * Leaves out of a run folder what its report does not draw of the failure trials, then the histories that are least worth
 * their place, until it is small enough; says in run.json which are kept.
 */
export async function trimRun(folder: string, limitBytes: number): Promise<{ bytes: number; leftOut: string[] }> {
  const history = join(folder, 'history.jsonl.gz');
  const { run } = await readRun(folder);
  const members = await splitHistories(history);
  const stored = run.trials.flatMap((trial) => {
    const member = members.get(trial.id);
    return member ? [{ trial, bytes: member.bytes.length }] : [];
  });
  leaveOutUndrawn(folder, run);
  const others = bytesOf(folder) - statSync(history).size;
  const { kept, leftOut } = chooseHistories(stored, limitBytes - others - RESERVE_BYTES);
  const whole = new Set(kept);
  const bytes = [...members].flatMap(([id, member]) => (whole.has(id) ? [member.bytes] : []));
  writeFileSync(history, bytes.length > 0 ? Buffer.concat(bytes) : gzipSync(''));
  const judgeable = run.trials.map(({ id }) => id).filter((id) => whole.has(id) && members.get(id)?.judgeable);
  writeFileSync(join(folder, 'run.json'), runText({ ...run, historyKept: judgeable }));
  await renderRun(folder);
  return { bytes: bytesOf(folder), leftOut };
}

function bytesOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
