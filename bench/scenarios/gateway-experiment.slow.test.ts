import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { doors } from '../record/door-cell.ts';
import { readRunFile } from '../record/read-run-file.ts';
import { doorTitle } from '../report/tables/gateway.ts';
import { Command } from './command.ts';

test('the gateway experiment sends orders each way, counts what the gateway uses, and judges every order', async () => {
  const out = join(mkdtempSync(join(tmpdir(), 'lab-test-')), 'run');
  onTestFinished(() => rmSync(join(out, '..'), { recursive: true }));
  const asked = ['--modes', 'async-rabbitmq', '--profile', 'quick', '--blocks', '1', '--out', out];
  await using command = new Command(process.execPath, ['bench/cli/cli.ts', 'gateway', ...asked]);
  expect(await command.end, command.stderr.join('\n')).toBe(0);
  await command.gone();

  const trials = readRunFile(out).trials.filter(({ repeats }) => repeats === undefined);
  const ways = trials.filter(({ door }) => !door?.again).map(({ door }) => door?.door ?? '');
  expect(ways.toSorted()).toEqual(doors.toSorted());
  for (const { door, requests, resources, verdicts } of trials) {
    expect(requests.accepted, door?.door).toBe(requests.sent);
    expect(requests.sent).toBeGreaterThan(300);
    const used = resources.find(({ process }) => process === 'gateway')?.cpuSeconds;
    if (door?.door === 'direct') expect(used).toBeUndefined();
    else expect(used).toBeGreaterThan(0);
    const held = verdicts.filter(({ outcome }) => outcome === 'holds').map(({ check }) => check);
    expect(held).toEqual(expect.arrayContaining(['lost', 'stuck', 'reservation', 'notification']));
  }
  expect(readFileSync(join(out, 'report.md'), 'utf8')).toContain(doorTitle);
});
