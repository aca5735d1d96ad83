import { expect, test } from 'vitest';
import type { RunFolder } from '../../record/read-run.ts';
import type { RunFile } from '../../record/run-file.ts';
import { groupTrials } from '../figures/groups.ts';
import { rank, rankings } from '../figures/ranking.ts';
import { sayRanking, sayRankings } from '../markdown/conclude/say-ranking.ts';
import { rankingTable } from '../tables/ranking.ts';
import { sweepTable } from '../tables/sweep.ts';
import { lightSession } from '../testing/light-session.ts';

const said = (run: RunFile) => sayRanking(run, rank(run)).map(({ text }) => text);
const ranks = /\b(faster|slower|more orders|fewer orders)\b/;

test('a mode is called faster when the interval excludes 1, with ratio, interval, blocks and tier', () => {
  const sentence = said(lightSession(1)).find((text) => text.includes('sync-rest is faster than streaming-kafka'));
  expect(sentence).toMatch(
    /^\*\*Completion p50 at 100 orders per second: sync-rest is faster than streaming-kafka\*\*: 0\.\d\d times as long \(95% interval 0\.\d\d to 0\.\d\d, 6 blocks, tier `page-cache`\)\.$/,
  );
});

test('modes alike are told as no difference shown, with their interval', () => {
  const alike = lightSession(3, { slower: { 'async-rabbitmq': 8 / 12 } });
  expect(said(alike).join('\n')).toMatch(
    /Completion p50 at 100 orders per second, sync-rest and async-rabbitmq: no difference shown\*\*: [\d.]+ times as long \(95% interval/,
  );
});

test('five blocks rank nothing, however far apart the modes are', () => {
  expect(said(lightSession(1, { blocks: 5 })).join('\n')).not.toMatch(ranks);
  expect(said(lightSession(1, { blocks: 5 })).join('\n')).toMatch(/too few blocks to tell\*\* of .*; six are needed/);
});

test('a void trial takes its block out of the pair', () => {
  const run = lightSession(1);
  const spoilt = run.trials.find(({ mode, block }) => mode === 'sync-rest' && block === 3);
  Object.assign(spoilt ?? {}, { use: { usable: false, why: { kind: 'generator', doubts: [] } } });
  expect(said(run).join('\n')).not.toContain('sync-rest is faster than streaming-kafka');
  expect(said(run).join('\n')).toContain('async-rabbitmq is faster than streaming-kafka');
});

test('an A/A control that excludes 1 voids the whole ranking', () => {
  const noisy = lightSession(1, { base: 1.3 });
  expect(rank(noisy)?.void).toBe(true);
  expect(said(noisy)).toHaveLength(1);
  expect(said(noisy)[0]).toContain('The ranking of this session is void at 100 orders per second: the A/A control');
  expect(said(noisy)[0]).not.toMatch(ranks);
});

test('a ratio that the A/A control covers ranks nothing, in words or in the table, though its interval excludes 1', () => {
  const run = lightSession(3, { slower: { 'async-rabbitmq': (8 / 12) * 1.06 }, noise: 0.01 });
  expect(said(run).join('\n')).toContain(
    'Completion p50 at 100 orders per second: sync-rest is faster than async-rabbitmq',
  );
  for (const trial of run.trials) {
    if (trial.variation?.kind !== 'again' || trial.latency === null) continue;
    trial.latency.completion.p50 = (trial.latency.completion.p50 ?? 0) * (trial.block % 2 === 0 ? 1.12 : 1 / 1.12);
  }
  const covered = 'no difference shown, since its A/A control covers as much';
  expect(said(run).join('\n')).toContain(
    `Completion p50 at 100 orders per second, sync-rest and async-rabbitmq: ${covered}`,
  );
  expect(said(run).join('\n')).toContain(
    'Completion p50 at 100 orders per second: sync-rest is faster than streaming-kafka',
  );
  const ranking = rank(run) ?? expect.unreachable();
  const rows = rankingTable(ranking, run, []).rows.filter(({ label }) => label === 'completion p50');
  expect(rows.map(({ cells }) => cells[3])).toEqual([covered, 'a is smaller', 'a is smaller']);
});

test('a fifth put in on purpose is shown in nearly every session, nothing put in in hardly any', () => {
  const seeds = Array.from({ length: 100 }, (_, seed) => seed);
  const shown = (times: number) =>
    seeds.filter((seed) => {
      const run = lightSession(seed, {
        modes: ['sync-rest', 'async-rabbitmq'],
        slower: { 'async-rabbitmq': (8 / 12) * times },
      });
      const ranking = rank(run);
      return ranking?.refused === null && ranking.metrics[0]?.pairs[0]?.result === 'smaller';
    }).length;
  expect(shown(1.2)).toBeGreaterThan(75);
  expect(shown(1)).toBeLessThan(5);
});

test('without an A/A control nothing is ranked', () => {
  const run = lightSession(1);
  run.trials = run.trials.filter(({ variation }) => variation?.kind !== 'again');
  expect(said(run).join('\n')).toContain(
    'Nothing is ranked at 100 orders per second: fewer than 3 blocks have an A/A control',
  );
});

test('where most trials had not settled, nothing is ranked; where half had, the rest is told beside it', () => {
  const unsettled = (trials: number) => {
    const run = lightSession(1);
    const base = run.trials.filter(({ variation }) => variation?.kind === 'base');
    for (const trial of base.slice(0, trials)) trial.notSteady = true;
    return said(run).join('\n');
  };
  expect(unsettled(9)).toMatch(ranks);
  expect(unsettled(9)).toContain('**Not steady at 100 orders per second**: 9 of the 18 trials used had not settled');
  expect(unsettled(10)).not.toMatch(ranks);
  expect(unsettled(10)).toContain(
    'Nothing is ranked at 100 orders per second: 10 of the 18 trials used had not settled when measuring began',
  );
});

test('honest sessions are rarely void', () => {
  const seeds = Array.from({ length: 100 }, (_, seed) => seed);
  expect(
    seeds.filter((seed) => rank(lightSession(seed, { modes: ['sync-rest', 'async-rabbitmq'] }))?.void).length,
  ).toBeLessThan(20);
});

test.each<[string, (run: RunFile) => void]>([
  ['a quick run', (run) => Object.assign(run, { profile: 'quick' })],
  ['a run with a protection off', (run) => run.without.push('inbox')],
  [
    'a run whose base trials were violated',
    (run) =>
      run.trials[0]?.verdicts.push({
        check: 'stock',
        outcome: 'violated',
        because: '',
        counted: {},
        findings: 0,
        offending: [],
        subHistory: [],
      }),
  ],
  ['a single mode', (run) => run.modes.splice(1)],
])('%s ranks nothing', (_, change) => {
  const run = lightSession(1);
  change(run);
  expect(said(run).join('\n')).not.toMatch(ranks);
});

test('a mode whose broker was named by an address is in no pair', () => {
  const run = { ...lightSession(1), brokerOwned: { 'async-rabbitmq': false, 'streaming-kafka': true } };
  expect(rank(run)?.metrics.flatMap(({ pairs }) => pairs.flatMap(({ a, b }) => [a, b]))).not.toContain(
    'async-rabbitmq',
  );
});

test('a pair of which one ran a service more did not do the same work, and is not ranked', () => {
  const run = lightSession(1);
  const use = (process: string) => ({ process, cpuSeconds: 1, rssPeakMiB: 90 });
  for (const trial of run.trials) {
    const more = trial.mode === 'streaming-kafka' ? [use('analytics'), use('kafka')] : [];
    trial.resources = [use('orders'), use('inventory'), ...more, use('generator')];
  }
  const sentences = said(run).join('\n');
  expect(sentences).toContain('sync-rest is faster than async-rabbitmq');
  const pairs = rank(run)?.metrics.flatMap((metric) => metric.pairs) ?? [];
  for (const { b, interval } of pairs) expect(interval === null, b).toBe(b === 'streaming-kafka');
  expect(sentences).not.toMatch(/(faster|slower|more|fewer) (orders per core-second )?than streaming-kafka/);
  expect(sentences).toContain(
    '**Not ranked at 100 orders per second: sync-rest with streaming-kafka and async-rabbitmq with streaming-kafka**: analytics ran for one of them alone',
  );
});

test('acceptance is in no metric', () => {
  expect(rank(lightSession(1))?.metrics.map(({ metric }) => metric)).toEqual([
    'completion p50',
    'completion p90',
    'orders per core-second',
  ]);
});

test('a mode slowed on purpose is measured against its own trials and told', () => {
  const run = {
    ...lightSession(1, { modes: ['sync-rest'], base: 1.2 }),
    slowed: { mode: 'sync-rest' as const, factor: 1.2 },
  };
  run.trials.push(...lightSession(2, { modes: ['async-rabbitmq'] }).trials);
  run.modes.push('async-rabbitmq');
  expect(said(run)[0]).toMatch(/Slowed on purpose.* 1\.\d\d \(95% interval .*: noticed, and the interval holds 1\.2\./);
});

test('modes are ranked at an equal share of their own capacity as well, with a control of its own', () => {
  const run = lightSession(1, { shares: true });
  const all = rankings(run);
  expect(all.map(({ at }) => at)).toEqual([
    { kind: 'base', value: 100 },
    { kind: 'share', value: 50 },
  ]);
  expect(all[1]?.metrics[0]?.control?.blocks).toBe(6);
  const sentences = sayRankings(run, all).map(({ text }) => text);
  expect(sentences.join('\n')).toContain('Completion p50 at 50% of its own capacity: sync-rest is faster than');
});

test('at a share of the own capacity stands what each mode was offered and how busy the machine was, at the table and the sentences', () => {
  const run = lightSession(1, { shares: true });
  for (const trial of run.trials) {
    if (trial.variation?.kind !== 'share') continue;
    const rates: Record<string, number> = { 'sync-rest': 650, 'async-rabbitmq': 989 };
    trial.load = { ratePerSecond: rates[trial.mode] ?? 1582, warmUpSeconds: 6, seconds: 10 };
    const cpuSeconds = (trial.mode === 'sync-rest' ? 0.63 : 0.93) * 10 * run.host.cores;
    trial.resources = [{ process: 'orders', cpuSeconds, rssPeakMiB: 90 }];
  }
  const [base, share] = rankings(run);
  const words =
    'sync-rest 650/s (machine 63% busy), async-rabbitmq 989/s (machine 93% busy) and streaming-kafka 1582/s (machine 93% busy)';
  expect(share && rankingTable(share, run, []).remarks).toContain(`offered: ${words}`);
  expect(share && sayRanking(run, share)[0]?.text).toBe(
    `The share is of what the first search of each mode found, and need not load them equally: ${words}.`,
  );
  expect(base && said(run).join()).not.toContain('machine');
});

test('where every void trial was slower than those used, the medians of both stand at the table', () => {
  const median = (trial: RunFile['trials'][number], ms: number) => {
    if (trial.latency) trial.latency.completion.p50 = 1000 * ms;
  };
  const spoilt = (...voided: number[]) => {
    const run = lightSession(1, { shares: true });
    const own = run.trials.filter(
      ({ mode, variation }) => mode === 'streaming-kafka' && variation?.kind.startsWith('share') === true,
    );
    for (const [index, trial] of own.entries()) {
      const ms = voided[index];
      median(trial, ms ?? 20 + index);
      if (ms !== undefined) trial.use = { usable: false, why: { kind: 'generator', doubts: [] } };
    }
    const share = rankings(run).find(({ at }) => at.kind === 'share') ?? expect.unreachable();
    const folder = { run, metrics: {}, histogramsIn: '', latencies: () => null, series: [] };
    const groups = groupTrials(folder as unknown as RunFolder).filter(({ variation }) => variation?.kind === 'share');
    return [rankingTable(share, run, []), sweepTable('share', groups, run.host.cores)].flatMap((table) =>
      (table?.remarks ?? []).filter((remark) => remark.startsWith('VOID ONES')),
    );
  };
  expect(spoilt(33.2, 89.9)).toEqual([
    'VOID ONES ARE SLOWER: streaming-kafka: completion p50 33.2, 89.9 ms in void trials, 22.0, 24.0, 25.0, 26.0, 23.0, 27.0 ms in those used: what is left out makes its times look shorter',
    'VOID ONES ARE SLOWER: streaming-kafka, 50% of its own capacity: completion p50 33.2, 89.9 ms in void trials, 22.0, 24.0, 25.0, 26.0 ms in those used: what is left out makes its times look shorter',
  ]);
  expect(spoilt(33.2, 21)).toEqual([]);
  expect(spoilt()).toEqual([]);
});

test('how many of the trials that are ranked had not settled stands at the table and beside the sentences', () => {
  const run = lightSession(1, { shares: true });
  const shares = run.trials.filter(({ variation }) => variation?.kind === 'share');
  for (const trial of shares.slice(0, 8)) trial.notSteady = true;
  Object.assign(shares[0] ?? {}, { use: { usable: false, why: { kind: 'generator', doubts: [] } } });
  const [base, share] = rankings(run);
  const words = '7 of the 17 trials used had not settled when measuring began';
  expect(share && rankingTable(share, run, []).remarks).toContain(`NOT STEADY: ${words}`);
  expect(share && sayRanking(run, share).map(({ text }) => text)).toContain(
    `**Not steady at 50% of its own capacity**: ${words}.`,
  );
  expect(base && rankingTable(base, run, []).remarks.join()).not.toContain('NOT STEADY');
});

test('a share measured in one block alone ranks nothing', () => {
  const run = lightSession(1, { shares: true });
  run.trials = run.trials.filter(({ variation, block }) => variation?.kind !== 'share' || block === 1);
  expect(rankings(run)).toHaveLength(1);
});
