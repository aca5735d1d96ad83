import { expect, test } from 'vitest';
import type { ProcessUse, Trial } from '../../record/run-file.ts';
import { limiterOf, limitsOf } from '../figures/limiter.ts';
import { lightSession } from '../testing/light-session.ts';
import { busyWords, limiterWords } from '../words/limiter-words.ts';

const host = { cores: 4, memoryGiB: 8 };
const seconds = 10;

/** A trial of 10 s with these processes, on top of idle ones. */
function trialWith(...uses: Partial<ProcessUse>[]): Trial {
  const [trial] = lightSession(1).trials as [Trial];
  const idle = { process: 'inventory', cpuSeconds: 1, rssPeakMiB: 90, eventLoopUtilisation: 0.1, commits: 100 };
  return {
    ...trial,
    load: { ratePerSecond: 400, warmUpSeconds: 2, seconds },
    resources: [idle, ...uses.map((use) => ({ ...idle, ...use }))],
  };
}

const kindOf = (durability: 'page-cache' | 'fsync', ...uses: Partial<ProcessUse>[]) =>
  limiterOf(trialWith(...uses), host, durability)?.kind;

test('a busy event loop is named, with why a second core does not help', () => {
  const limiter = limiterOf(
    trialWith({ process: 'orders', cpuSeconds: 8, eventLoopUtilisation: 0.93 }),
    host,
    'page-cache',
  );
  expect(limiter?.kind).toBe('event-loop');
  expect(limiter && limiterWords(limiter)).toContain('the event loop of orders (93%) is busy most of the time');
});

test('a share just below the one that is called exhausted is not rounded up to it', () => {
  expect([0.8449, 0.8451, 0.8499, 0.85, 0.9].map((share) => busyWords(share, 0.85))).toEqual([
    '84%',
    '84.5%',
    '84.9%',
    '85%',
    '90%',
  ]);
});

test('a full machine comes before what is full because of it', () => {
  const uses = [
    { process: 'kafka', cpuSeconds: 24 },
    { process: 'orders', cpuSeconds: 10, eventLoopUtilisation: 0.95 },
  ];
  const limiter = limiterOf(trialWith(...uses), host, 'page-cache');
  expect(limiter?.kind).toBe('machine');
  expect(limiter && limiterWords(limiter)).toContain('most of it kafka 2.40 and orders 1.00');
  expect(limiter && limiterWords(limiter)).toContain('besides, the event loop of orders');
});

test('a generator near its core is named before any mode', () => {
  expect(
    kindOf('page-cache', { process: 'generator', cpuSeconds: 7.5 }, { process: 'orders', eventLoopUtilisation: 0.99 }),
  ).toBe('generator');
});

test('a service on a whole core is named even when its loop was not watched', () => {
  expect(kindOf('page-cache', { process: 'orders', cpuSeconds: 9, eventLoopUtilisation: null })).toBe('core');
});

test('a broker may use more than a core', () => {
  expect(kindOf('page-cache', { process: 'kafka', cpuSeconds: 12, eventLoopUtilisation: null })).toBe('none');
});

test('the disk is named only in the fsync tier, and only when all else has room', () => {
  const busy = { process: 'orders', commits: 3000 };
  expect(kindOf('fsync', busy)).toBe('fsync');
  expect(kindOf('page-cache', busy)).toBe('none');
  expect(kindOf('fsync', { ...busy, cpuSeconds: 8, eventLoopUtilisation: 0.9 })).toBe('event-loop');
  expect(kindOf('fsync', { process: 'orders', commits: 20 })).toBe('none');
});

test('a loop that is busy without using its core stands blocked, by the disk in the fsync tier', () => {
  const blocked = { process: 'orders', cpuSeconds: 1.1, eventLoopUtilisation: 1, commits: 900 };
  expect(kindOf('page-cache', blocked)).toBe('blocked');
  expect(kindOf('fsync', blocked)).toBe('fsync');
  const limiter = limiterOf(trialWith(blocked), host, 'fsync');
  expect(limiter && limiterWords(limiter)).toContain('90.0 per second, each one waits for the disk');
});

test('memory is named when it is nearly full', () => {
  expect(kindOf('page-cache', { process: 'kafka', rssPeakMiB: 7500 })).toBe('memory');
});

test('nothing is named when nothing was exhausted, and nothing is said without samples', () => {
  expect(kindOf('page-cache')).toBe('none');
  expect(limiterOf({ ...trialWith(), resources: [] }, host, 'page-cache')).toBeNull();
  expect(limiterOf({ ...trialWith(), load: null }, host, 'page-cache')).toBeNull();
});

test('a loop that waits for a core is not called blocked by the disk where the lab itself fills the machine', () => {
  const waiting = { process: 'orders', cpuSeconds: 5, eventLoopUtilisation: 0.95 };
  const full = limiterOf(trialWith({ process: 'kafka', cpuSeconds: 30 }, waiting), host, 'page-cache');
  const words = full ? limiterWords(full) : '';
  expect(words).toContain('it waits for one, since the processes of the lab have them all');
  expect(words).not.toContain('something outside the lab');
  const alone = limiterOf(trialWith(waiting), host, 'page-cache');
  expect(alone && limiterWords(alone)).toContain('something outside the lab');
});

const session = (...trials: Trial[]) => ({
  ...lightSession(1, { modes: ['sync-rest'] }),
  host: { ...host, cpu: '', kernel: '' },
  trials,
});
const busy = { process: 'orders', cpuSeconds: 9, eventLoopUtilisation: 0.97 };
const found = { ratePerSecond: 400, sloMs: 500, steps: [] };

test('the search that found the capacity answers where the longer trial at it is void', () => {
  const void_ = { usable: false as const, why: { kind: 'generator' as const, doubts: [] } };
  const sustain = { ...trialWith(busy), variation: { kind: 'sustain' as const, value: 400 }, use: void_ };
  const search = { ...trialWith(busy), variation: { kind: 'capacity' as const, value: 0 }, capacity: found };
  const [limit] = limitsOf(session(sustain, search));
  expect(limit).toMatchObject({ atCapacity: true, trial: { variation: { kind: 'capacity' } } });
});

test('a mode of which nothing was exhausted has no answer, and is left out', () => {
  expect(limitsOf(session(trialWith()))).toEqual([]);
});
