import { expect, test } from 'vitest';
import type { RunFile } from '../../record/run-file.ts';
import { delaysOf } from '../figures/delays.ts';
import type { TrialGroup } from '../figures/groups.ts';
import { delaysTable } from '../tables/delays.ts';
import { textOf } from '../tables/table.ts';

/** One mode behind 2 s, with a control that took 5 ms; so many of 800 orders were accepted. */
function behindTwoSeconds(accepted: number, link: RunFile['inventoryLink'], controlCpuSeconds = 6, median = true) {
  const group = (value: number, p50: number): TrialGroup => {
    const us = value * 1000;
    const trial = {
      load: { ratePerSecond: 100, seconds: 10 },
      resources: [{ process: 'orders', cpuSeconds: value === 0 ? controlCpuSeconds : 6, rssPeakMiB: 90 }],
      goodputPerSecond: 64,
      injectedDelay: { requestedMs: value, observed: { samples: 42, p50: median ? us : null, mean: us } },
      requests: { sent: 800, accepted: value === 0 ? 800 : accepted, refused: 100, failed: 700 - accepted },
    };
    const mode = { mode: 'sync-rest', trials: [trial], used: [trial], latency: { completion: { samples: 800, p50 } } };
    return { variation: { kind: 'delay', value }, modes: [mode] } as unknown as TrialGroup;
  };
  const run = { inventoryLink: link, host: { cores: 2 } } as unknown as RunFile;
  return delaysTable(delaysOf(run, [group(0, 5000), group(2000, 2_005_000)])) ?? expect.unreachable();
}

const link = {
  'sync-rest': { crossings: [{ kind: 'answer' as const, times: 1 }], calls: { atOnce: 128, waiting: 256 } },
};
const cellsOf = (table: ReturnType<typeof behindTwoSeconds>) => (table.rows[0]?.cells ?? []).map(textOf);

test('a pool divided by the delay is the highest rate, said where orders were refused', () => {
  const table = behindTwoSeconds(500, link);
  expect(cellsOf(table)).toContain('128 calls ÷ 2.00 s = 64.0');
  expect(table.remarks).toEqual([
    'sync-rest with 2000 ms: 128 calls ÷ 2.00 s = 64.0 orders per second at most, 100 were offered, and 64.0 were completed; ' +
      '300 of 800 orders were not accepted (38%): 200 were answered that they failed, and ' +
      '100 refused at once, as when 384 orders are being placed',
  ]);
});

test('where none was refused the pool is told all the same, since orders waited for it', () => {
  const table = behindTwoSeconds(800, link);
  expect(cellsOf(table)[3]).toBe('1.00, waits for its turn');
  expect(table.remarks).toEqual([
    'sync-rest with 2000 ms: 128 calls ÷ 2.00 s = 64.0 orders per second at most, 100 were offered, and 64.0 were completed; ' +
      'the others wait for their turn, so its times are not of the link alone',
  ]);
});

test('nothing is said of a pool that lets through more than comes', () => {
  const wide = { 'sync-rest': { crossings: [], calls: { atOnce: 400, waiting: 256 } } };
  expect(behindTwoSeconds(800, wide).remarks).toEqual([]);
});

test('what a broker has on the way bounds it alike: a prefetch, or the batch of an outbox', () => {
  const events = { 'sync-rest': { crossings: [], calls: null, messages: 128 } };
  const table = behindTwoSeconds(2000, events);
  expect(cellsOf(table).slice(3, 5)).toEqual(['1.00, waits for its turn', '128 messages ÷ 2.00 s = 64.0']);
  expect(table.remarks.join()).toContain('the others wait for their turn');
});

test('an older run that did not record its pool says where a mode did not keep up', () => {
  const table = behindTwoSeconds(800, undefined);
  expect(cellsOf(table)[3]).toBe('1.00, did not keep up');
  expect(table.remarks.join()).toContain('64.0 were completed: they may have waited for each other');
});

test('a delay that is the mean of too few pieces for a median says so', () => {
  expect(cellsOf(behindTwoSeconds(800, link, 6, false))[0]).toBe('2000, mean of 42');
});

test('the multiple of the delay from the code stands beside the measured one', () => {
  expect(cellsOf(behindTwoSeconds(800, link)).slice(1, 4)).toEqual(['1', '0', '1.00, waits for its turn']);
});

test('over a control that had no core to spare the multiple is a least one, and says so', () => {
  expect(cellsOf(behindTwoSeconds(800, link, 17))[3]).toBe('1.00, at least: its control was busy, waits for its turn');
});

test('an older run says that its link was not recorded', () => {
  const cells = cellsOf(behindTwoSeconds(800, undefined));
  expect(cells.filter((cell) => cell === 'not recorded')).toHaveLength(3);
});
