import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../lab/until.ts';
import { readRunFile } from '../record/read-run-file.ts';
import { Command } from './command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tracked = () => execFileSync('git', ['status', '--porcelain', '--', 'results'], { cwd: root, encoding: 'utf8' });

/** The comparison of one mode without a broker, in its first trial. */
async function inFirstTrial(out: string): Promise<Command> {
  const command = new Command(process.execPath, ['bench/cli/cli.ts', 'run', '--modes', 'sync-rest', '--out', out]);
  const begun = () => command.stderr.some((line) => line.startsWith('[1/'));
  await until('the first trial begins', () => begun() && readdirSync(out).includes('run.json'), 60_000);
  return command;
}

test('a run that is interrupted in its first trial changes no committed file, and the next one takes its folder', async () => {
  const out = join(mkdtempSync(join(tmpdir(), 'lab-test-')), 'run');
  onTestFinished(() => rmSync(join(out, '..'), { recursive: true }));
  const before = tracked();
  for (const which of ['first', 'next']) {
    await using command = await inFirstTrial(out);
    const second = new Command(process.execPath, ['bench/cli/cli.ts', 'run', '--modes', 'sync-rest', '--out', out]);
    expect(await second.ended(), 'another run into the same folder').toBe(3);
    expect(second.stderr.join()).toContain('Another run writes to');
    command.interrupt();
    expect(await command.ended(), which).toBe(130);
    await command.gone();
    expect(readRunFile(out)).toMatchObject({ trials: [], unfinished: { planned: expect.any(Number) } });
    expect(readdirSync(out)).not.toContain('comparison.md');
    expect(readFileSync(join(out, 'run.json'), 'utf8')).toContain('"unfinished"');
  }
  expect(tracked()).toBe(before);
});
