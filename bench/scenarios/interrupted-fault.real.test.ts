import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { until } from '../lab/until.ts';
import { Command } from './command.ts';

/** What the fault does to a process of the lab: that it can be seen means that the fault is in full swing. */
const signs: Record<string, (pid: number) => boolean> = {
  'pause-consumer': (pid) => stateOf(pid) === 'T',
  'disk-full': (pid) => /^Max file size\s+\d+/m.test(read(`/proc/${pid}/limits`)),
};

describe.each(Object.entries(signs))('a run that is cut off in the middle of %s', (fault, sign) => {
  test.each(['SIGKILL', 'SIGINT'] as const)('by %s leaves no process, listener or folder', async (signal) => {
    const out = mkdtempSync(join(tmpdir(), 'interrupted-'));
    onTestFinished(() => rmSync(out, { recursive: true, force: true }));
    await using command = failing(fault, out);
    const hit = await until('the fault is injected', () => command.family().find(({ pid }) => sign(pid)), 60_000);
    if (signal === 'SIGKILL') command.kill();
    else command.interrupt();
    expect(await command.ended()).toBe(signal === 'SIGKILL' ? 'SIGKILL' : 130);
    await command.gone();
    expect(stateOf(hit.pid) ?? 'Z').toBe('Z'); // ended, whether or not somebody has taken note of it
  });
});

function failing(fault: string, out: string): Command {
  const args = ['--modes', 'sync-rest', '--profile', 'quick', '--faults', fault, '--out', out];
  return new Command(process.execPath, ['bench/cli/cli.ts', 'failure', ...args]);
}

/** The letter of the kernel, `T` for a stopped process; null when there is none. */
function stateOf(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  return stat === '' ? null : (stat.slice(stat.lastIndexOf(')') + 2)[0] ?? null);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
