import { expect, test } from 'vitest';
import type { ProcessUse, RunFile, Trial } from '../../record/run-file.ts';
import { efficiencyOf } from '../figures/efficiency.ts';
import { efficiencyTable } from '../tables/efficiency.ts';
import { textOf } from '../tables/table.ts';
import { lightSession } from '../testing/light-session.ts';

const use = (process: string, cpuSeconds: number): ProcessUse => ({ process, cpuSeconds, rssPeakMiB: 90 });

/** 10 s of a load; `broker` uses 50 ms of a core per second with nothing to do. */
function runOf(rates: number[], mode: string, broker: string | null, more: ProcessUse[] = []): RunFile {
  const run = lightSession(1, { modes: [mode], blocks: 1 });
  const [blank] = run.trials as [Trial];
  run.trials = rates.map((ratePerSecond) => ({
    ...blank,
    id: `${mode}-${ratePerSecond}`,
    variation: { kind: 'rate', value: ratePerSecond },
    load: { ratePerSecond, warmUpSeconds: 1, seconds: 10 },
    goodputPerSecond: ratePerSecond,
    resources: [
      use('orders', ratePerSecond * 0.02),
      ...(broker ? [use(broker, 0.5 + ratePerSecond * 0.01)] : []),
      ...more,
      use('generator', 1),
    ],
    ...(ratePerSecond === Math.min(...rates) &&
      broker && { idle: { seconds: 4, resources: [use('orders', 0), use(broker, 0.2), use('bench', 1)] } }),
  }));
  return run;
}

test("a broker's idle work is told apart, and fades as the load grows", () => {
  const { points } = efficiencyOf(runOf([50, 500], 'async-rabbitmq', 'rabbitmq')) ?? expect.unreachable();
  expect(points.map(({ perSecond }) => perSecond)).toEqual([50, 500]);
  expect(points.map(({ services }) => services)).toEqual([2, 2]);
  expect(points.map(({ brokerIdle }) => brokerIdle)).toEqual([1, 0.1]);
  expect(points[0]?.ordersPerCoreSecond).toBeLessThan(points[1]?.ordersPerCoreSecond ?? 0);
});

test('neither the generator nor the bench is part of what an order costs', () => {
  const { points } = efficiencyOf(runOf([100], 'sync-rest', null)) ?? expect.unreachable();
  expect(points[0]).toMatchObject({ services: 2, broker: null, ordersPerCoreSecond: 500 });
});

test('a process that only one mode has is told, and that its rows are no comparison', () => {
  const both = runOf([100], 'sync-rest', null);
  const kafka = runOf([100], 'streaming-kafka', 'kafka', [use('analytics', 1)]);
  const run = { ...both, modes: [...both.modes, ...kafka.modes], trials: [...both.trials, ...kafka.trials] };
  const table = efficiencyTable(efficiencyOf(run) ?? expect.unreachable());
  expect(table.rows.map(({ cells }) => textOf(cells[2] ?? ''))).toEqual(['–', '1.00']);
  expect(table.remarks.join()).toContain('streaming-kafka ran a process that the others did not have');
});

test('what a broker uses idle is not recorded in older runs, and said to be so', () => {
  const run = runOf([100], 'async-rabbitmq', 'rabbitmq');
  for (const trial of run.trials) delete trial.idle;
  const table = efficiencyTable(efficiencyOf(run) ?? expect.unreachable());
  expect(table.rows[0]?.cells.map(textOf)).toContain('not recorded');
});

test('a load of which a part was refused says so, since its orders are those that got in', () => {
  const run = runOf([100, 900], 'streaming-kafka', 'kafka');
  for (const trial of run.trials)
    if (trial.goodputPerSecond === 900) trial.requests = { ...trial.requests, sent: 9000, accepted: 8010 };
  const { remarks } = efficiencyTable(efficiencyOf(run) ?? expect.unreachable());
  expect(remarks.filter((each) => each.includes('accepted'))).toEqual([
    'streaming-kafka, 900 orders per second, only 8010 of 9000 accepted, 89%: what an order cost is told of those alone',
  ]);
});

test('each process is counted in two sums of whole ticks, which is how far off what it uses idle may be', () => {
  const { idle } = efficiencyOf(runOf([100], 'async-rabbitmq', 'rabbitmq')) ?? expect.unreachable();
  expect(idle).toEqual([
    { mode: 'async-rabbitmq', services: { ms: 0, within: 5 }, broker: { ms: 50, within: 5 } }, // one process each, in 4 s
  ]);
});

test('where more was completed than came, what was done for it before is told to be left out', () => {
  const run = runOf([100], 'async-rabbitmq', 'rabbitmq');
  for (const trial of run.trials) trial.requests = { ...trial.requests, sent: 940, accepted: 940 };
  const { remarks } = efficiencyTable(efficiencyOf(run) ?? expect.unreachable());
  expect(remarks.join()).toContain(
    '100 orders per second: 6.4% more orders were completed than came while it was measured',
  );
});
