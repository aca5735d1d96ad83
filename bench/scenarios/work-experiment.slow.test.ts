import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readRunFile } from '../record/read-run-file.ts';
import { workTitle } from '../report/tables/work.ts';
import { Command } from './command.ts';

const WORK_MS = 50;
const HANDS = 4;
const PREDICTED = (1000 * HANDS) / WORK_MS;

test('the work experiment puts a measured rate beside the predicted one, and judges every order, also of a kill', async () => {
  const out = join(mkdtempSync(join(tmpdir(), 'lab-test-')), 'run');
  onTestFinished(() => rmSync(join(out, '..'), { recursive: true }));
  const asked = ['--modes', 'async-rabbitmq', '--work', `${WORK_MS}ms`, '--concurrency', String(HANDS)];
  await using command = new Command(process.execPath, [
    'bench/cli/cli.ts',
    'work',
    '--profile',
    'quick',
    ...asked,
    '--out',
    out,
  ]);
  expect(await command.end, command.stderr.join('\n')).toBe(0);
  await command.gone();

  const { trials } = readRunFile(out);
  expect(trials.map(({ work, fault }) => [work?.time, work?.concurrency, fault])).toEqual([
    ['0ms', HANDS, 'none'],
    [`${WORK_MS}ms`, HANDS, 'none'],
    [`${WORK_MS}ms`, HANDS, 'kill-inventory'],
  ]);
  const [control, worked, killed] = trials.map(({ work }) => work);
  expect(control?.predicted).toBeNull();
  expect(control?.above?.completedPerSecond).toBeGreaterThan(PREDICTED);
  expect(worked?.predicted).toMatchObject({ perSecond: PREDICTED, by: 'hands' });
  expect(worked?.above?.completedPerSecond).toBeGreaterThan(0.5 * PREDICTED); // on a machine that is busy with other things, too
  expect(worked?.above?.completedPerSecond).toBeLessThan(1.1 * PREDICTED);
  for (const work of [worked, killed]) expect(work?.warehouse).toMatchObject({ twice: 0, orders: expect.any(Number) });
  for (const { verdicts } of trials.slice(1)) {
    const held = verdicts.filter(({ outcome }) => outcome === 'holds').map(({ check }) => check);
    expect(held).toEqual(expect.arrayContaining(['lost', 'stuck', 'reservation', 'notification', 'effects']));
  }
  const report = readFileSync(join(out, 'report.md'), 'utf8');
  expect(report).toContain(workTitle);
  expect(report).toMatch(new RegExp(`of ${PREDICTED} \\(\\d\\.\\d\\d\\)`));
});
