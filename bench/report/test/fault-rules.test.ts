import { expect, test } from 'vitest';
import type { FaultTimeline, RunFile } from '../../record/run-file.ts';
import { cells, rendered, row } from '../testing/rendered.ts';

const some = ['kill-inventory', 'poison'];
const timelines =
  (change: (timeline: FaultTimeline) => void) =>
  ({ trials }: RunFile) => {
    for (const { timeline } of trials) if (timeline) change(timeline);
  };
const killed = async (change: (timeline: FaultTimeline) => void) => {
  const { report } = await rendered({ failures: some, change: timelines(change) });
  return report.slice(report.indexOf('### The inventory service is killed'));
};

test('what was worked off in bursts has no rate, but the pause between them', async () => {
  const part = await killed((timeline) => Object.assign(timeline, { drainedPerSecond: null, drainPauseMs: 8000 }));
  expect(row(part, 'drain rate, once orders flowed (orders/s)')[1]).toBe('in bursts: longest pause 8.00 s');
});

test('what is over only after the load says that nobody ordered any more', async () => {
  const part = await killed((timeline) => Object.assign(timeline, { loadEndMs: timeline.healedMs }));
  for (const label of [
    'no more orders unfinished than before, after healing (s)',
    'caught up after healing: the later of both (s)',
  ])
    expect(row(part, label)[1]).toMatch(/^[0-9.]+, when nobody ordered any more$/);
});

test('where orders were as slow before, nobody is said to have noticed it', async () => {
  const part = await killed((timeline) => {
    delete timeline.detectedMs;
    delete timeline.tailNormalMs;
  });
  for (const label of [
    'first noticed by a client (limit 250 ms), after injection (s)',
    'slowest orders back to normal (limit 250 ms) after healing (s)',
  ])
    expect(new Set(row(part, label))).toEqual(new Set(['orders were as slow before']));
});

test('an older run is told in words that fit its rules', async () => {
  const older = await rendered({
    failures: some,
    change: timelines((timeline) => {
      timeline.standstillMs = 40;
      delete timeline.slowMs;
    }),
  });
  const part = older.report.slice(older.report.indexOf('### The inventory service is killed'));
  expect(row(part, 'first noticed by a client, after injection (s)')[0]).toBe('0.12');
  expect(row(part, 'longest standstill: orders were due, none was completed (s)')[0]).toBe('0.04 (of accepted orders)');
  expect(part).toMatch(
    /measured by older rules: noticed .*; a standstill is one of accepted orders alone; a drain rate /,
  );
  const { report } = await rendered({ failures: some });
  expect(report).not.toContain('older rules');
  // What was over at once lasted until the plan said so: how soon all was well again is not known.
  expect(cells(report, 'poison')[1]).toContain('caught up');
  expect(cells(older.report, 'poison')[1]).not.toContain('caught up');
  expect(older.report).toContain('over at once and counts as on until the planned moment');
});

test('a fault that was over before a request was due tells what clients were told in the whole trial', async () => {
  const { report } = await rendered({
    failures: some,
    change: timelines((timeline) => {
      const { clientDuringFault: during } = timeline;
      for (const key of Object.keys(during ?? {})) Object.assign(during ?? {}, { [key]: 0 });
    }),
  });
  expect(report).not.toContain('no request was sent');
});
