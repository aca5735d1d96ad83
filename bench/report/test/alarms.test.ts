import { expect, test } from 'vitest';
import type { RunFile } from '../../record/run-file.ts';
import { terminalSummary } from '../terminal/terminal-summary.ts';
import { rendered, row, trialOf, violate } from '../testing/rendered.ts';

test('a protection that was switched off is said before anything else', async () => {
  const off = (run: RunFile) => run.without.push('inbox');
  const { report, comparison, folder } = await rendered({ change: off });
  for (const text of [report, comparison]) {
    expect(text.split('\n').slice(1, 4).join('\n')).toContain('PROTECTION SWITCHED OFF: `inbox`');
  }
  expect(await terminalSummary(folder)).toMatch(/^!!! PROTECTION SWITCHED OFF: inbox/);
});

test('a violated check stands at the top, with its ids, and its operations below', async () => {
  const { report, folder } = await rendered({ change: violate });
  const top = report.split('\n').slice(0, 12).join('\n');
  expect(top).toContain('Verdict of the run: ✗ VIOLATED');
  expect(top).toContain(
    '**✗ VIOLATED: stuck** in async-rabbitmq, fault `kill-inventory`: 2 orders never ended. Offending: `order-1` and `order-2`.',
  );
  expect(report).toContain('"key":"order-1"');
  expect(await terminalSummary(folder)).toContain('✗ VIOLATED');
});

test('unknown makes the run inconclusive, and violated outweighs unknown', async () => {
  const doubt = (run: RunFile) => Object.assign(run.trials[0]?.verdicts[0] ?? {}, { outcome: 'unknown' });
  expect((await rendered({ change: doubt })).report).toContain('Verdict of the run: ? unknown');
  const both = (run: RunFile) => [doubt(run), violate(run)];
  expect((await rendered({ change: both })).report).toContain('Verdict of the run: ✗ VIOLATED');
});

test('what could not be judged for one reason is told once, with all checks that it concerns', async () => {
  const moving = (run: RunFile) => {
    for (const verdict of run.trials[0]?.verdicts.slice(0, 3) ?? [])
      Object.assign(verdict, { outcome: 'unknown', because: 'It did not come to rest.' });
  };
  const { report } = await rendered({ change: moving });
  expect(report.match(/\*\*\? unknown: /g)).toHaveLength(1);
  expect(report).toMatch(/\*\*\? unknown: \S+, \S+ and \S+\*\* in /);
});

test('a run without verdicts does not pass', async () => {
  const silent = (run: RunFile) => run.trials.splice(0);
  expect((await rendered({ change: silent })).report).toContain('Verdict of the run: ? unknown');
});

test('a void trial is published with its reason and its figures are not used', async () => {
  const spoil = (run: RunFile) =>
    Object.assign(trialOf(run, 'latency', 'sync-rest'), {
      use: {
        usable: false,
        why: { kind: 'generator', doubts: [{ kind: 'late', sendDelayP99Us: 7100, reportedP50Us: 8000 }] },
      },
    });
  const { report } = await rendered({ change: spoil });
  expect(row(report, 'completion p50 (ms)')[0]).toBe('**void**');
  expect(report).toContain('**void**: the generator was late: send delay p99 7.1 ms against a p50 of 8.0 ms');
  expect(report).toContain('figures of 1 trial of 12 are void');
});

test('a quick run ranks nothing', async () => {
  const { report, comparison } = await rendered();
  for (const text of [report, comparison]) {
    expect(text).toContain('ranks nothing');
    expect(text).not.toMatch(/\b(faster|slower|fastest|slowest|better|worse|winner)\b/i);
  }
});

test('a trial that had not settled is marked in its table, in the list of trials and in the conclusions', async () => {
  const unsettle = (run: RunFile) => {
    const failed = { usable: false, why: { kind: 'failed', error: 'made up' } } as const;
    Object.assign(trialOf(run, 'latency', 'sync-rest'), { notSteady: true });
    Object.assign(trialOf(run, 'failure', 'streaming-kafka'), { notSteady: true, use: failed });
  };
  const { report } = await rendered({ change: unsettle });
  expect(row(report, 'settled before measuring (steady)')).toEqual(['**NOT STEADY**', 'yes', 'yes']);
  expect(report).toContain('yes, **not steady**');
  expect(report).toContain(
    '**Not steady:** in 2 trials of 12 the figures had not settled when measuring began, in 1 of the 11 whose figures are used;',
  );
});

test('where under 99% of the requests were accepted, every place that cites the trial says so', async () => {
  const refuse = (run: RunFile) =>
    Object.assign(trialOf(run, 'latency', 'sync-rest').requests, { sent: 789, accepted: 4, refused: 13, failed: 772 });
  const { report } = await rendered({ change: refuse });
  const few = 'only 4 of 789 accepted, 0.5%';
  expect(row(report, 'verdict (worst of its checks)')[0]).toContain(few);
  expect(report).toMatch(new RegExp(`\\*\\*Answered:\\*\\*.* sync-rest [^,]*\\(${few}\\)`));
  expect(report).toContain(`✓ holds (${few})`);
  expect(report).toMatch(new RegExp(`\\*\\*Not all let in:\\*\\* in 1 latency trial .*\\(${few}\\)`));
  expect((await rendered()).report).not.toContain('Not all let in');
});

test('a broker that the lab did not start is named in the caveat and beside its cost', async () => {
  const lend = (run: RunFile) => {
    run.brokerOwned = { 'async-rabbitmq': false, 'streaming-kafka': true };
  };
  const { report } = await rendered({ change: lend });
  expect(report).toContain('load generator and the broker of streaming-kafka shared one machine');
  expect(report).toContain('The broker of async-rabbitmq was not started by the lab');
  expect(report).toContain('async-rabbitmq: its broker was named by an address');
  expect((await rendered()).report).toContain('unless it was named by AMQP_URL');
});
