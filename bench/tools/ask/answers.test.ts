import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bareVerdict } from '../../checkers/testing/bare-verdict.ts';
import { readRun } from '../../record/read-run.ts';
import type { RunFile } from '../../record/run-file.ts';
import { type BestRuns, bestOf } from '../../report/figures/best-runs.ts';
import { figuresOf } from '../../report/figures/run-figures.ts';
import { writeSampleRun } from '../../report/testing/sample-run.ts';
import { checked, each, nodesAway, nodesBroke, stoodStill, worth } from './answers.ts';
import { littleLoad } from './little-load.ts';

async function best(change: (run: RunFile) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'ask-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await writeSampleRun(folder, { failures: ['kill-inventory', 'network:cut'], change });
  return bestOf([figuresOf(await readRun(folder))]);
}

test('whether order is kept is answered by the checks of order, and not by those of loss', async () => {
  const runs = await best(({ trials }) => {
    for (const { mode, block, verdicts } of trials) {
      verdicts.push(bareVerdict('transitions', mode === 'async-rabbitmq' && block === 2 ? 'violated' : 'holds'));
      verdicts.push(bareVerdict('log', mode === 'streaming-kafka' ? 'holds' : 'not-applicable'));
    }
  });
  const { text } = checked(['transitions', 'log'], 'kill-inventory')(runs) ?? expect.unreachable();
  expect(text.split('. ')).toEqual([
    'REST calls: `transitions` held in 3 of 3 trials',
    'RabbitMQ queues: `transitions` held in 2 of 3 trials',
    'Kafka log: `transitions` held in 3 of 3 trials, `log` held in 3 of 3 trials',
  ]);
});

test('several faults are told one by one where each answers the question', async () => {
  const { text } = each('kill-inventory', 'network:cut')(await best(() => {})) ?? expect.unreachable();
  expect(text).toMatch(/RabbitMQ queues: The inventory service is killed: all \d+ accepted, .*; Answers are cut off/);
});

test('what broke without a protection is told by the check that found it, and how often', async () => {
  const { failure } = await best(() => {});
  const broken = [
    { check: 'stuck', findings: 7 },
    { check: 'log', findings: 1200 },
  ];
  const row = { mode: 'streaming-kafka', protection: 'manual-ack', shown: true, without: { broken } };
  const runs = { failure: { ...failure, worth: [row] } } as unknown as BestRuns;
  expect(worth('manual-ack')(runs)?.text).toBe(
    'Kafka log: without manual-ack, orders never ended (stuck): 7 and records were skipped or applied out of order (log): 1200',
  );
});

test('how long work stood still is told where a run recorded it', async () => {
  const stands = ({ trials }: RunFile) => {
    for (const { timeline } of trials) if (timeline) timeline.standstillMs = 840;
  };
  const older = (run: RunFile) => {
    stands(run);
    for (const { timeline } of run.trials) delete timeline?.slowMs;
  };
  const told = async (change: (run: RunFile) => void) => stoodStill('kill-inventory')(await best(change))?.text;
  expect(await told(stands)).toMatch(/: orders were due and none was finished for up to 0\.84 s/);
  expect(await told(older)).toMatch(/: accepted orders were due and none was finished for up to 0\.84 s/);
  expect(stoodStill('kill-inventory')(await best(() => {}))).toBeNull();
});

test('what breaking nodes cost is told apart by what a setting promises, with the longest gap of those that promise', async () => {
  const { latency } = await best(() => {});
  const cell = (promises: string, lost: number, noAcceptanceMs: number[]) => ({
    mode: 'streaming-kafka',
    promises,
    tries: 1,
    unreadable: 0,
    unsettled: 0,
    judged: 1500,
    lost,
    noAcceptanceMs,
  });
  const cells = [cell('survives', 0, [4000, 7200]), cell('survives', 0, [100]), cell('may lose', 12, [60_000])];
  const runs = { cluster: { ...latency, cluster: { cells } } } as unknown as BestRuns;
  expect(nodesBroke(runs)?.text).toBe(
    'Kafka log: with settings that promise it, 0 of 3000 acknowledged records were lost, and nothing was acknowledged for up to 7.20 s; ' +
      'with settings that promise less, 12 of 1500 acknowledged records were lost',
  );
});

test('how many nodes may be away is what a cluster run tried, and no run of another experiment answers it', async () => {
  const { latency, failure } = await best(() => {});
  const away = (nodes: number, acknowledgedMeanwhile: number) => ({
    mode: 'streaming-kafka',
    nodes: 3,
    away: nodes,
    cells: [{ lost: 0, acknowledgedMeanwhile, tries: 1, unreadable: 0, unsettled: 0 }],
  });
  const runs = { cluster: { ...latency, cluster: { nodesAway: [away(1, 40), away(2, 0)] } } } as unknown as BestRuns;
  expect(nodesAway(runs)?.text).toBe('Kafka log: of 3 nodes it went on with 1 away, and kept everything with 2 away');
  expect(nodesAway({ latency, failure } as BestRuns)).toBeNull();
});

test('what little load costs is told idle and at the lowest load, and the usual load is said to be no answer', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ask-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await writeSampleRun(folder, { session: {} });
  const read = await readRun(folder);
  const answered = (change: (run: RunFile) => void) => {
    const run = structuredClone(read.run);
    change(run);
    return littleLoad(bestOf([figuresOf({ ...read, run })]))?.text;
  };
  expect(answered(() => {})).toMatch(/^REST calls: [\d.]+ ms of a core per order at [\d.]+\/s, its lowest load/);
  const idle = (run: RunFile) => {
    for (const trial of run.trials)
      if (trial.variation?.kind === 'rate') trial.idle = { seconds: 4, resources: trial.resources };
  };
  expect(answered(idle)).toMatch(/^REST calls: with nothing to do .*its lowest load/);
  const usual = (run: RunFile) => {
    run.trials = run.trials.filter(({ variation }) => variation?.kind !== 'rate');
  };
  expect(answered(usual)).toMatch(/^Not in this run\. Under the usual load: CPU per order, at 60\/s/);
});
