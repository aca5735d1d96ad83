import { expect, test } from 'vitest';
import type { LoadResult } from '../../load/load-result.ts';
import { Tally } from '../../load/tally.ts';
import { Latencies } from '../../measure/latencies.ts';
import { finishedJourney } from '../testing/finished-journey.ts';
import { capacityStep } from './capacity-step.ts';

const RATE = 200;
const SECONDS = 10;
const SLO_MS = 500;

function phaseWith(sendDelayUs: number): LoadResult['phases'][number] {
  const sendDelay = new Latencies();
  for (let n = 0; n < 100; n++) sendDelay.record(sendDelayUs);
  const { connections, times } = new Tally();
  const histograms = { sendDelay: sendDelay.encode() };
  const place = {
    name: 'step',
    measured: true,
    ratePerSecond: RATE,
    startNs: 0,
    endNs: SECONDS * 1e9,
    seconds: SECONDS,
  };
  return { ...place, histograms, connections, times } as LoadResult['phases'][number];
}

/** Orders of one step; each is completed after what `waitMs` says, null: never. */
function step(
  waitMs: (n: number) => number | null,
  { sendDelayUs = 100, cpuShare = 0.2, lost = [] as number[], refused = (_n: number): boolean => false } = {},
) {
  const journeys = Array.from({ length: RATE * SECONDS }, (_, n) => {
    const wait = waitMs(n);
    const journey = finishedJourney(n, (n / RATE) * 1e6, wait === null ? null : wait * 1000);
    return refused(n) ? { ...journey, outcome: 'refused' as const } : journey;
  });
  const stored = new Set(journeys.map(({ orderId }) => orderId ?? '').filter((_, n) => !lost.includes(n)));
  const result = { series: [{ phase: 'step', cpuShare }] } as LoadResult;
  return capacityStep(phaseWith(sendDelayUs), result, journeys, stored, SLO_MS);
}

test('a rate at which everything is completed soon is sustainable', () => {
  expect(step(() => 20)).toEqual({
    ratePerSecond: RATE,
    seconds: SECONDS,
    achieved: 1,
    completedPerSecond: RATE,
    backlogSlope: expect.closeTo(0, 1),
    completionP99Ms: null, // 2,000 samples are too few for a p99
    lost: 0,
    outcome: { kind: 'held' },
  });
});

test('fewer than 99% completed break it', () => {
  expect(step((n) => (n % 50 === 0 ? null : 20)).outcome).toMatchObject({
    kind: 'broke',
    by: [{ kind: 'achieved', percent: 98 }, { kind: 'backlog' }, { kind: 'in-time', percent: 98 }],
  });
});

test('what was refused at once is told with what was not completed', () => {
  const { outcome } = step((n) => (n % 50 === 0 ? null : 20), { refused: (n) => n % 100 === 0 });
  expect(outcome.kind === 'broke' && outcome.by[0]).toEqual({ kind: 'achieved', percent: 98, refused: 1 });
});

test('a growing backlog breaks it, even where every order is still in time', () => {
  const { outcome } = step((n) => (n / RATE) * 45);
  const grew = { kind: 'backlog', perSecond: expect.closeTo(8.5, 0), atLeast: expect.closeTo(8.5, 0) };
  expect(outcome).toEqual({ kind: 'broke', by: [grew] });
});

test('stalls near the end, each made good at once, bend the slope and break nothing', () => {
  const stalls = [8.5, 9, 9.5].map((from) => ({ from, to: from + 0.47 }));
  const stalled = step((n) => {
    const during = stalls.find(({ from, to }) => n / RATE >= from && n / RATE < to);
    return 20 + (during ? (during.to - n / RATE) * 1000 : 0);
  });
  expect(stalled.backlogSlope).toBeGreaterThan(0.01 * RATE);
  expect(stalled.outcome).toEqual({ kind: 'held' });
});

test('a p99 beyond the SLO breaks it', () => {
  expect(step((n) => (n % 50 === 0 ? 800 : 20)).outcome).toEqual({
    kind: 'broke',
    by: [{ kind: 'in-time', percent: 98, sloMs: 500 }],
  });
});

test('a lost order breaks it', () => {
  expect(step(() => 20, { lost: [7] })).toMatchObject({ lost: 1, outcome: { by: [{ kind: 'lost', orders: 1 }] } });
});

test('where the generator was not in order, nothing is known', () => {
  expect(step(() => 20, { cpuShare: 0.8 }).outcome).toEqual({
    kind: 'unknown',
    doubts: [{ kind: 'busy', cpuShare: 0.8 }],
  });
  expect(step(() => 20, { sendDelayUs: 60_000 }).outcome).toMatchObject({
    kind: 'unknown',
    doubts: [{ kind: 'late' }],
  });
  expect(step(() => 20, { sendDelayUs: 10_000 }).outcome.kind).toBe('held'); // 10 ms do not matter against 500
});
