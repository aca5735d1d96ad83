import { expect, test } from 'vitest';
import { Latencies } from '../../measure/latencies.ts';
import type { RunFolder } from '../../record/read-run.ts';
import type { Trial } from '../../record/run-file.ts';
import { lightSession } from '../testing/light-session.ts';
import { longerWords } from '../words/capacity-words.ts';
import { heldLonger } from './held-longer.ts';

const SLO_MS = 500;

/** 1000 orders offered for 12 s; so many are completed after these milliseconds each. */
function judged(times: [orders: number, ms: number][], usable = true, start: Partial<Trial> = {}) {
  const run = lightSession(1, { modes: ['sync-rest'], blocks: 1 });
  const [trial] = run.trials;
  if (trial === undefined) expect.unreachable();
  const latencies = new Latencies();
  for (const [orders, ms] of times) for (let n = 0; n < orders; n++) latencies.record(ms * 1000);
  Object.assign(trial, {
    variation: { kind: 'sustain', value: 3163 },
    load: { ratePerSecond: 3163, warmUpSeconds: 4, seconds: 12 },
    requests: { ...trial.requests, sent: 1000 },
    ...start,
    use: usable ? { usable } : { usable, why: { kind: 'generator', doubts: [] } },
  });
  const folder = { run: { ...run, trials: [trial] }, latencies: () => latencies } as unknown as RunFolder;
  return heldLonger(folder, SLO_MS);
}
const said = (...times: [orders: number, ms: number][]) => judged(times).map((longer) => longerWords(longer));

test('a rate that was held for seconds is not held where 11% of the orders were turned away for longer', () => {
  expect(said([889, 300])).toEqual(['3163/s for 12 s: no (88.9% completed)']);
  expect(said([989, 300])).toEqual(['3163/s for 12 s: no (98.9% completed)']);
});

test('it is not held where more than 1% of what was offered came too late or never', () => {
  expect(said([985, 300], [15, 900])).toEqual(['3163/s for 12 s: no (under 99% in time)']);
  expect(said([985, 300], [7, 900])).toEqual(['3163/s for 12 s: no (under 99% in time)']);
});

test('it is held where 99% of what was offered was completed in time', () => {
  expect(said([991, 300], [9, 900])).toEqual(['3163/s for 12 s: yes']);
});

test('where the load had not settled when measuring began, that it was not held is not known, and that it was is', () => {
  const after = (start: Partial<Trial>, ...times: [orders: number, ms: number][]) =>
    judged(times, true, start).map((longer) => longerWords(longer, '**no**'));
  const unknown = ['3163/s for 12 s: not known: 88.8% completed, and it had not settled'];
  const less = { unfinishedSlope: -20 };
  expect(after({ notSteady: true, ...less }, [888, 300])).toEqual(unknown);
  expect(after({ notSteady: true, unfinishedSlope: null }, [888, 300])).toEqual(unknown);
  expect(after({ unfinishedAtStart: 2300, ...less }, [888, 300])).toEqual(unknown);
  expect(after({ unfinishedAtStart: 1500 }, [888, 300])).toEqual(['3163/s for 12 s: **no** (88.8% completed)']);
  expect(after({ unfinishedAtStart: 2300, notSteady: true }, [1000, 300])).toEqual([
    '3163/s for 12 s: yes, though it had not settled',
  ]);
});

test('where what was piled up did not become less, the load had no way to settle: it was not held', () => {
  const [longer] = judged([[791, 300]], true, { notSteady: true, unfinishedAtStart: 932, unfinishedSlope: 34.2 });
  expect(longer?.held).toBe(false);
});

test('of a void trial nothing is said', () => {
  expect(judged([[1000, 20]], false)).toEqual([]);
});
