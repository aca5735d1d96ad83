import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { modes } from '../modes.ts';
import { readRunFile } from '../record/read-run-file.ts';
import { loseTitle } from '../report/tables/cluster.ts';
import { Command } from './command.ts';

const TIMEOUT_MS = 280_000;
/** Under which each of them is seen to lose what no setting promises. */
const loses: Record<string, string> = { queues: 'leader-killed', log: 'leader-minority' };

test.each(modes.filter(({ broker }) => broker !== null))(
  'a node of $name that leads is lost: what promises to survive does, and a setting that may lose is seen to',
  { timeout: TIMEOUT_MS },
  async ({ name, medium }) => {
    const out = join(mkdtempSync(join(tmpdir(), 'lab-test-')), 'run');
    onTestFinished(() => rmSync(join(out, '..'), { recursive: true }));
    const asked = ['--modes', name, '--profile', 'quick', '--faults', loses[medium.kind] ?? '', '--out', out];
    await using command = new Command(process.execPath, ['bench/cli/cli.ts', 'cluster', ...asked]);
    expect(await command.end, command.stderr.join('\n')).toBe(0);
    await command.gone();

    const { trials } = readRunFile(out);
    expect(trials.map(({ cluster }) => cluster?.looks)).toEqual(['records', 'orders']);
    const [records] = trials;
    const settings = records?.cluster?.settings ?? [];
    const promised = settings.filter(({ promises }) => promises === 'survives');
    expect(promised.length).toBeGreaterThan(0);
    for (const { setting, acknowledged, lost } of promised) {
      expect([setting, lost]).toEqual([setting, 0]);
      expect(acknowledged).toBeGreaterThan(50);
    }
    expect(settings.some(({ promises, lost }) => promises === 'may lose' && lost > 0)).toBe(true);
    expect(records?.cluster?.leaders.length).toBeGreaterThan(settings.length); // somebody else was seen to lead
    expect(readFileSync(join(out, 'report.md'), 'utf8')).toContain(loseTitle);
  },
);
