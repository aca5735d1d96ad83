import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readRun } from '../../record/read-run.ts';
import type { RunFile } from '../../record/run-file.ts';
import { figuresOf } from '../../report/figures/run-figures.ts';
import { choose } from '../../report/render-first-screen.ts';
import { writeSampleRun } from '../../report/testing/sample-run.ts';
import { foldedWords } from './folded-commits.ts';
import { guaranteesShown } from './guarantees.ts';

const MODE = 'async-rabbitmq';
const NOW = '0123456789abcdef';

async function sample(name: string, change: (run: RunFile) => void = () => {}) {
  const folder = mkdtempSync(join(tmpdir(), 'guarantees-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await writeSampleRun(folder, {
    failures: ['kill-inventory'],
    change: (run) => change(Object.assign(run, { runId: name, servicesDigest: NOW })),
  });
  return { name, figures: figuresOf(await readRun(folder)) };
}

const readmeOf = (checks: string, without: string) => `
| | what holds here | proved by | provoked by | and without it |
|---|---|---|---|---|
| **Loss** | nothing is lost | ${checks} | [kill-inventory](../docs/reference/faults.md#kill-inventory) | ${without} |
`;
const LOST = '[lost](../docs/reference/checks.md#lost)';
const shown = (runs: Awaited<ReturnType<typeof sample>>[], readme: string) =>
  guaranteesShown(readme, MODE, choose(runs, '../results/', () => NOW).cited);

test('a newer failure run takes the place of an older one in every link', async () => {
  const older = await sample('older');
  const newer = await sample('newer', (run) => Object.assign(run, { startedAt: '2039-01-01T00:00:00.000Z' }));
  const words = shown([older, newer], readmeOf(LOST, ''));
  expect(words).toContain(
    'In the [failure run](../results/newer/report.md) of 2039-01-01 every check named here held under every fault',
  );
  expect(words).not.toContain('older');
  expect(shown([], readmeOf(LOST, ''))).toBe('*Not measured yet: no committed run of `npm run bench:failure`.*');
});

test('a run of other services than those of now says so', async () => {
  const run = await sample('a-run', (each) => Object.assign(each, { servicesDigest: 'f'.repeat(16) }));
  expect(shown([run], readmeOf(LOST, ''))).toContain('(**older than the services as they are now**)');
});

test('what the run does not show of the table is named', async () => {
  const readme = readmeOf(`${LOST}, [queue](../docs/reference/checks.md#queue)`, '`confirms`: stuck');
  const run = await sample('a-run', ({ trials }) => {
    const one = trials.find(
      ({ mode, fault, kind }) => mode === MODE && fault === 'kill-inventory' && kind === 'ordinary',
    );
    for (const verdict of one?.verdicts ?? []) if (verdict.check === 'lost') verdict.outcome = 'violated';
    for (const trial of trials) if (trial.without.includes('confirms')) trial.verdicts = [];
  });
  expect(shown([run], readme)).toContain(
    '**but not**: lost under kill-inventory, in 2 of 3 trials; queue under kill-inventory, in 0 of 3 trials.',
  );
  expect(shown([run], readme)).toContain('**but not**: stuck without confirms.');
});

test('where the sources of a run stand is told as long as there is one whose commit was folded into another', async () => {
  const run = await sample('a-run', (each) => void (each.git.commit = '413cdd3aaaaa'));
  expect(foldedWords([run])).toContain('`a-run` (413cdd3, in 3b07d34)');
  expect(foldedWords([await sample('another')])).toBe('');
});
