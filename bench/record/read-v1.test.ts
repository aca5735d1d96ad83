import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type RunFileV1, upgradeV1 } from './read-v1.ts';
import { SCHEMA_VERSION, type Trial } from './run-file.ts';

/** One trial as version 1 wrote it, upgraded. */
function upgraded(v1: object): Trial {
  const trial = { id: 'a', experiment: 'failure', fault: 'none', void: null, orders, verdicts: [], ...v1 };
  const [found] = upgradeV1({ schemaVersion: 1, seed: 7, trials: [trial] } as unknown as RunFileV1).trials;
  return found ?? expect.unreachable();
}

const orders = { accepted: 10, confirmed: 9, rejected: 1, failed: 0, pending: 0, parked: 0 };
const lost = { check: 'lost', outcome: 'violated', because: 'k1 is gone (and 30 more).', offending: ['k1'] };

test('a version 1 run becomes one of version 2, with what the oldest files lacked', () => {
  const run = upgradeV1({ schemaVersion: 1, seed: 7, trials: [] } as unknown as RunFileV1);
  expect(run).toMatchObject({ schemaVersion: SCHEMA_VERSION, runtime: 'processes' });
  expect(upgraded({})).toMatchObject({ seed: 7, block: 1, variation: null, kind: 'ordinary', use: { usable: true } });
});

test.each([
  ['ran beside the other modes: its verdicts count, its times do not', { kind: 'planned', as: 'beside' }],
  ['was kept short: its verdicts count, its times do not', { kind: 'planned', as: 'short' }],
  ['it could not be run to its end: no route', { kind: 'failed', error: 'no route' }],
  ['orders were lost: k1 is gone (and 30 more).', { kind: 'lost', orders: 31 }],
  ['the disk was slow', { kind: 'other', said: 'the disk was slow' }],
  [
    'the generator was late: send delay p99 2.1 ms against a p50 of 17.4 ms; the generator used 80% of a core',
    {
      kind: 'generator',
      doubts: [
        { kind: 'late', sendDelayP99Us: 2100, reportedP50Us: 17_400 },
        { kind: 'busy', cpuShare: 0.8 },
      ],
    },
  ],
])('"%s" is understood', (said, why) => {
  expect(upgraded({ void: said, verdicts: [lost] }).use).toEqual({ usable: false, why });
});

test('what a trial was there for stood in its name, or in what it expected', () => {
  expect(upgraded({ id: 'sync-rest-failure-cost-without-retries-2' }).kind).toBe('cost');
  expect(upgraded({ id: 'sync-rest-failure-cost-1', fault: 'poison' }).kind).toBe('ordinary');
  expect(upgraded({ id: 'x-costly', expects: ['stuck'] }).kind).toBe('proof');
});

test('how often a rule was broken stood in the sentence of its verdict', () => {
  const held = { ...lost, outcome: 'holds', because: 'all is there (and 3 more).' };
  const once = { ...lost, because: 'k1 is gone.' };
  expect(upgraded({ verdicts: [lost, held, once] }).verdicts.map(({ findings }) => findings)).toEqual([31, 0, 1]);
});

test('orders that a latency trial lost, or cannot account for, void it', () => {
  const verdicts = [lost];
  expect(upgraded({ experiment: 'latency', verdicts }).use).toMatchObject({ why: { kind: 'lost', orders: 31 } });
  const missing = { experiment: 'latency', orders: { ...orders, accepted: 12 } };
  expect(upgraded(missing).use).toMatchObject({ why: { kind: 'unaccounted', orders: 2 } });
});

test('what broke a step of a search is understood', () => {
  const said = (broke: string | null) => upgraded({ capacity: { steps: [{ broke }] } }).capacity?.steps[0]?.outcome;
  expect(said(null)).toEqual({ kind: 'held' });
  expect(said('not known: the generator used 80% of a core')).toEqual({
    kind: 'unknown',
    doubts: [{ kind: 'busy', cpuShare: 0.8 }],
  });
  const all =
    'only 87.3% of what was offered was completed; the backlog grew by 8.61 orders per second (with 95% confidence by 8.59 or more); ' +
    'only 98.0% were completed within 500 ms; 3 accepted orders were lost; the wind';
  expect(said(all)).toEqual({
    kind: 'broke',
    by: [
      { kind: 'achieved', percent: 87.3 },
      { kind: 'backlog', perSecond: 8.61, atLeast: 8.59 },
      { kind: 'in-time', percent: 98, sloMs: 500 },
      { kind: 'lost', orders: 3 },
      { kind: 'other', said: 'the wind' },
    ],
  });
  expect(said('the backlog grew by 20 orders per second')).toMatchObject({ by: [{ perSecond: 20, atLeast: null }] });
});

test('the guide to a run folder tells of the version that is written', () => {
  const guide = readFileSync(new URL('../../results/README.md', import.meta.url), 'utf8');
  expect(guide).toContain(`schema version ${SCHEMA_VERSION}`);
});
