import { expect, test } from 'vitest';
import type { RunFile } from '../../record/run-file.ts';
import { terminalSummary } from '../terminal/terminal-summary.ts';
import { rendered } from '../testing/rendered.ts';

const failures = ['none', 'kill-inventory'];
const line = (text: string, ...parts: string[]) =>
  text.split('\n').find((each) => each.startsWith('|') && parts.every((part) => each.includes(part))) ?? '';

test('a run whose only violations were asked for holds', async () => {
  const { report, folder } = await rendered({ failures });
  expect(report).toContain('**Verdict of the run: ✓ holds.**');
  expect(report).not.toContain('✗ VIOLATED');
  expect(report).not.toContain('unaccounted for');
  expect(report).toContain('3 of 3 cases broke the rule they are there to keep (`outbox`)');
  expect(await terminalSummary(folder)).toContain('Without a protection: 3 of 3 cases broke the rule that it keeps.');
});

test('with and without a protection stand side by side, with how often the rule was broken', async () => {
  const { report } = await rendered({ failures });
  const cells = line(report, '`outbox`', 'async-rabbitmq', '`kill-inventory`').split(' | ');
  expect(cells.slice(1).map((cell) => cell.replace('|', '').trim())).toEqual([
    'async-rabbitmq',
    '`kill-inventory`',
    '✓ holds (3 seeds)',
    '✗ orders never ended (stuck): 31',
  ]);
  expect(report).toContain('- `confirms` in sync-rest: not applicable: there is no broker');
});

test('a protection that nobody missed is printed loudly', async () => {
  const mend = (run: RunFile) => {
    for (const trial of run.trials.filter(({ expects, mode }) => expects !== null && mode === 'streaming-kafka'))
      for (const verdict of trial.verdicts) Object.assign(verdict, { outcome: 'holds', offending: [] });
  };
  const { report, folder } = await rendered({ failures, change: mend });
  expect(report.split('\n').slice(0, 14).join('\n')).toContain(
    '**⚠ NOT SHOWN: without `outbox` in streaming-kafka, under `kill-inventory`, nothing broke.** At least one of `stuck`',
  );
  expect(report).toContain('**Verdict of the run: ? unknown.**');
  expect(report).toContain(
    '> **⚠ 1 protection NOT SHOWN TO BE WORTH ANYTHING in this run:** `outbox` in streaming-kafka.',
  );
  expect(line(report, 'streaming-kafka', 'DID NOT FAIL')).toContain('**DID NOT FAIL: stuck ✓ holds**');
  expect(await terminalSummary(folder)).toContain('!!! NOTHING BROKE WITHOUT outbox in streaming-kafka !!!');
});

test('the price of a protection is given as a change, with the repetitions and without a claim', async () => {
  const { report } = await rendered({ failures });
  const part = report.slice(report.indexOf('### What the protections cost'));
  expect(line(part, '`outbox`', 'sync-rest')).toMatch(
    /\| [0-9.,]+ → [0-9.,]+ \([+−][0-9.]+%(, not shown)?\) +\| [0-9.]+ → [0-9.]+ ms \([+−][0-9.]+%(, not shown)?\) +\| 4 repetitions each/,
  );
  expect(part.slice(0, 1500)).toContain('no confidence interval');
  expect(part.slice(0, 1500)).not.toMatch(/\b(faster|slower)\b/);
});

test('a change that the repetitions do not bear out is told as noise', async () => {
  const cost = (values: Record<string, number>) => (run: RunFile) => {
    for (const [id, value] of Object.entries(values)) {
      const trial = run.trials.find((each) => each.id === `sync-rest-failure-${id}`);
      Object.assign(trial ?? {}, { ordersPerCoreSecond: value });
    }
  };
  const four = (name: string, values: number[]) =>
    Object.fromEntries(values.map((value, index) => [`${name}-${index + 1}`, value]));
  const told = async (withIt: number[], repetitions = 4) => {
    const values = {
      ...four('cost-without-outbox', [200, 240, 260, 300].slice(0, repetitions)),
      ...four('cost', withIt.slice(0, repetitions)),
    };
    const only = (run: RunFile) => {
      run.trials = run.trials.filter(({ id }) => !/cost.*-[1-4]$/.test(id) || Number(id.at(-1)) <= repetitions);
    };
    const change = (run: RunFile) => {
      cost(values)(run);
      only(run);
    };
    const { report } = await rendered({ failures, change });
    return line(report.slice(report.indexOf('### What the protections cost')), '`outbox`', 'sync-rest').split(' | ')[2];
  };
  expect(await told([150, 190, 210, 250])).toContain('250 → 200 (−20%, not shown)');
  expect(await told([140, 148, 152, 160])).toContain('250 → 150 (−40%)');
  expect(await told([140, 160], 2)).toContain(', not shown)');
});

test('trials that show what a protection is worth or costs are in no table of faults', async () => {
  const { run, report } = await rendered({ failures });
  const control = run.trials.find(({ id }) => id === 'sync-rest-failure-none-b1');
  expect(report).toMatch(
    new RegExp(`\\(\`none\`\\) +\\| ✓ holds, 3 of 3 seeds<br>all ${control?.requests.sent} accepted`),
  );
});
