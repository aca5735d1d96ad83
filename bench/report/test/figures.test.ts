import { expect, test } from 'vitest';
import type { RunFile } from '../../record/run-file.ts';
import { table } from '../markdown/markdown.ts';
import { rendered, row, trialOf } from '../testing/rendered.ts';
import { count } from '../words/format.ts';

test('a percentile without enough samples is n/a with their number', async () => {
  const { run, report } = await rendered();
  const samples = trialOf(run, 'latency', 'sync-rest').latency?.completion.samples;
  expect(row(report, 'completion p99 (ms)')[0]).toBe(`n/a (${samples} samples)`);
});

test('the table carries the figures of run.json', async () => {
  const { run, report, comparison } = await rendered();
  const modes = ['sync-rest', 'async-rabbitmq', 'streaming-kafka'] as const;
  const killed = report.slice(report.indexOf('### The inventory service is killed'));
  for (const [column, mode] of modes.entries()) {
    const healthy = trialOf(run, 'latency', mode);
    const fault = run.trials.find((each) => each.fault === 'kill-inventory' && each.mode === mode);
    const p50 = (healthy.latency?.completion.p50 ?? 0) / 1000;
    expect(Number(row(report, 'completion p50 (ms)')[column])).toBeCloseTo(p50, p50 >= 10 ? 1 : 2);
    expect(row(comparison, 'requests sent')[column]).toBe(String(healthy.requests.sent));
    expect(row(report, 'orders per core-second')[column]).toBe(String(Math.round(healthy.ordersPerCoreSecond ?? 0)));
    expect(row(killed, 'whole trial: answered 5xx')[column]).toBe(String(fault?.requests.failed));
    expect(row(killed, 'of them accepted, peak (backlog)')[column]).toBe(String(fault?.timeline?.backlogPeak));
    expect(row(killed, 'orders due and not finished, peak')[column]).toBe(String(fault?.timeline?.unfinishedPeak));
  }
});

test('several trials of a mode give one percentile, from the merged histograms', async () => {
  const { run, report } = await rendered({ blocks: 9, latencySeconds: 20 });
  const sent = run.trials.filter((each) => each.experiment === 'latency' && each.mode === 'sync-rest');
  const samples = sent.reduce((sum, each) => sum + each.requests.sent, 0);
  expect(samples).toBeGreaterThan(10_000);
  expect(row(report, 'acceptance sample count')[0]).toBe(count(samples));
  expect(row(report, 'acceptance p99 (ms)')[0]).toMatch(/^\d+\.\d+$/);
});

test('orders that are missing from the sums are shown', async () => {
  const lose = (run: RunFile) => (trialOf(run, 'latency', 'sync-rest').orders.confirmed -= 3);
  expect(row((await rendered({ change: lose })).report, 'ORDERS UNACCOUNTED FOR')).toEqual(['3', '0', '0']);
});

test('a column in which no row has a figure is left out; an empty table keeps its head', () => {
  expect(table(['', 'a', 'b'], [['x', '–', '1']])).toBe('|     | b   |\n| --- | --- |\n| x   | 1   |');
  expect(table(['', 'a'], [])).toContain('| a ');
});
