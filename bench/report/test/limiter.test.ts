import { expect, test } from 'vitest';
import type { ProcessUse, Trial } from '../../record/run-file.ts';
import type { HeldLonger } from '../figures/held-longer.ts';
import { limiterOf } from '../figures/limiter.ts';
import { limitsOf } from '../figures/mode-limits.ts';
import { sayLimiter } from '../markdown/conclude/say-limits.ts';
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

/** What is said of a trial whose commits do not wait for the disk. */
function saidOf(...uses: Partial<ProcessUse>[]): string | null {
  const limiter = limiterOf(trialWith(...uses), host, 'page-cache');
  return limiter && limiterWords(limiter);
}

const kindOf = (durability: 'page-cache' | 'fsync', ...uses: Partial<ProcessUse>[]) =>
  limiterOf(trialWith(...uses), host, durability)?.kind;

test('a busy event loop is named, with why a second core does not help', () => {
  expect(saidOf({ process: 'orders', cpuSeconds: 9, eventLoopUtilisation: 0.93 })).toBe(
    'the event loop of orders (93%) is busy most of the time: one JavaScript thread cannot use a second core',
  );
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

test('a full machine comes before a thread that has its whole core', () => {
  const uses = [
    { process: 'kafka', cpuSeconds: 24 },
    { process: 'orders', cpuSeconds: 10, eventLoopUtilisation: 0.95 },
  ];
  const limiter = limiterOf(trialWith(...uses), host, 'page-cache');
  expect(limiter?.kind).toBe('machine');
  expect(limiter && limiterWords(limiter)).toContain('the most by kafka 2.40 and orders 1.00');
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
  expect(kindOf('fsync', { ...busy, cpuSeconds: 9, eventLoopUtilisation: 0.9 })).toBe('event-loop');
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

test('on a full machine a busy loop tells no cause of its own, whatever less than a core it got', () => {
  for (const cpuSeconds of [5, 6.9]) {
    const uses = [
      { process: 'kafka', cpuSeconds: 30 },
      { process: 'orders', cpuSeconds, eventLoopUtilisation: 0.99 },
    ];
    for (const durability of ['page-cache', 'fsync'] as const)
      expect(limiterOf(trialWith(...uses), host, durability)?.causes.map(({ kind }) => kind)).toEqual(['machine']);
  }
});

test('a busy loop that used no whole core of a machine with room is not called the limit of one thread', () => {
  expect(saidOf({ process: 'orders', cpuSeconds: 6.78, eventLoopUtilisation: 0.9 })).toBe(
    'the event loop of orders (90%) is busy most of the time, but orders used only 0.678 of a core, so it waited as well: for a core (all processes together used 0.778 of 4, and full is called what used 3.40) or for the disk, which of them was not measured',
  );
});

const session = (...trials: Trial[]) => ({
  ...lightSession(1, { modes: ['sync-rest'] }),
  host: { ...host, cpu: '', kernel: '' },
  trials,
});
const busy = { process: 'orders', cpuSeconds: 9, eventLoopUtilisation: 0.97 };
const found = { ratePerSecond: 400, sloMs: 500, steps: [] };
const longerAt = { ...trialWith(busy), id: 'longer', variation: { kind: 'sustain' as const, value: 400 } };
const searched = {
  ...trialWith(busy),
  id: 'search',
  variation: { kind: 'capacity' as const, value: 0 },
  capacity: found,
};
const judged = (held: boolean): HeldLonger[] => [{ trial: longerAt, ratePerSecond: 400, seconds, completed: 1, held }];

test('the limiter is read from the longer trial at the rate found only where that held', () => {
  const read = (longer: HeldLonger[]) => limitsOf(session(longerAt, searched), longer).map(({ trial }) => trial.id);
  expect(read(judged(true))).toEqual(['longer']);
  expect(read(judged(false))).toEqual(['search']);
  expect(read([])).toEqual(['search']); // it is void
});

test('a rate is told with how long it held in the trial that is judged', () => {
  const [limit] = limitsOf(session(searched), []);
  expect(limit && sayLimiter(limit)).toContain(
    'at 400 orders per second, which held for 10 s: the event loop of orders',
  );
  const [base] = limitsOf(session(trialWith(busy)), []);
  expect(base && sayLimiter(base)).toContain('(not at its capacity)');
});

test('the next step is that of the same search; beside a trial for longer the lowest that did not hold above what any search held', () => {
  const step = { seconds: 4, achieved: 0.9, backlogSlope: 0, completionP99Ms: null, lost: 0 };
  const broke = { kind: 'broke' as const, by: [{ kind: 'achieved' as const, percent: 90 }] };
  const search = (id: string, ratePerSecond: number, next: number): Trial => ({
    ...searched,
    id,
    load: { ratePerSecond, warmUpSeconds: 2, seconds },
    capacity: { ...found, ratePerSecond, steps: [{ ...step, ratePerSecond: next, outcome: broke }] },
  });
  const [limit] = limitsOf(session(search('low', 300, 430), search('high', 400, 460)), []);
  expect(limit).toMatchObject({ trial: { id: 'high' }, next: { ratePerSecond: 460 } });
  const first = search('first', 350, 390); // what the longer trial offered is what the first search found
  const [later] = limitsOf(session({ ...longerAt, mode: first.mode }, first, search('high', 400, 460)), judged(true));
  expect(later).toMatchObject({ trial: { id: 'longer' }, next: { ratePerSecond: 460 } });
});

test('where one mode did not hold its rate for longer, the limiter of every mode is read from its search', () => {
  const [rest, rabbit] = ['sync-rest', 'async-rabbitmq'].map((mode) =>
    [longerAt, searched].map((trial) => ({ ...trial, mode, id: `${mode} ${trial.id}` })),
  );
  const run = { ...session(...(rest ?? []), ...(rabbit ?? [])), modes: ['sync-rest', 'async-rabbitmq'] };
  const longer = (...held: (boolean | null)[]): HeldLonger[] =>
    [rest, rabbit].flatMap((trials, at) => {
      const [trial] = trials ?? [];
      return trial ? [{ trial, ratePerSecond: 400, seconds, completed: 1, held: held[at] ?? null }] : [];
    });
  const read = (...held: (boolean | null)[]) => limitsOf(run, longer(...held)).map(({ trial }) => trial.id);
  expect(read(true, true)).toEqual(['sync-rest longer', 'async-rabbitmq longer']);
  expect(read(true, false)).toEqual(['sync-rest search', 'async-rabbitmq search']);
  expect(read(null, true)).toEqual(['sync-rest search', 'async-rabbitmq search']);
});

test('a machine that was as full at half the rate is no limit alone, and that is said', () => {
  const fills = { process: 'orders', cpuSeconds: 34 };
  const at = (ratePerSecond: number, cpuSeconds: number): Trial => ({
    ...trialWith({ ...fills, cpuSeconds }),
    id: `${ratePerSecond}`,
    variation: { kind: 'rate', value: ratePerSecond },
    load: { ratePerSecond, warmUpSeconds: 2, seconds },
    goodputPerSecond: ratePerSecond,
  });
  const top = {
    ...searched,
    ...trialWith(fills),
    id: 'search',
    variation: searched.variation,
    capacity: found,
    goodputPerSecond: 400,
  };
  const limitBeside = (...below: Trial[]) => limitsOf(session(top, ...below), [])[0] ?? expect.unreachable();
  expect(limitBeside(at(100, 10), at(200, 33), at(220, 34)).fullBelow).toMatchObject({ perSecond: 200 });
  expect(limitBeside(at(100, 10), at(300, 34)).fullBelow).toBeNull(); // that is near
  expect(sayLimiter(limitBeside(at(200, 33)))).toContain('The machine was 85% busy at 200/s already');
});

test('a mode of which nothing was exhausted has no answer, and is left out', () => {
  expect(limitsOf(session(trialWith()), [])).toEqual([]);
});
