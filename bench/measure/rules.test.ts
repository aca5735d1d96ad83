import { expect, test } from 'vitest';
import { doubtWords, generatorDoubts } from './generator-doubts.ts';
import { seededRandom } from './random.ts';
import { type Interval, medianInterval, rateInterval, steadyFrom } from './warm-up.ts';

const healthy = { sendDelayP99Us: 200, reportedP50Us: 5000, cpuShare: 0.3, denied: 0, sumsHold: true };

test('a healthy generator voids nothing', () => {
  expect(generatorDoubts(healthy)).toEqual([]);
});

test('a late generator voids a trial only where its lateness matters', () => {
  const late = { kind: 'late', sendDelayP99Us: 2100, reportedP50Us: 5000 } as const;
  expect(generatorDoubts({ ...healthy, sendDelayP99Us: 2100 })).toEqual([late]);
  expect(doubtWords([late])).toBe('the generator was late: send delay p99 2.1 ms against a p50 of 5.0 ms');
  expect(generatorDoubts({ ...healthy, sendDelayP99Us: 2100, reportedP50Us: 50_000 })).toEqual([]);
  expect(generatorDoubts({ ...healthy, sendDelayP99Us: 1900, reportedP50Us: 1000 })).toEqual([]);
  expect(generatorDoubts({ ...healthy, sendDelayP99Us: 9000, reportedP50Us: null })).toEqual([]);
});

test('a generator above 70% of a core voids a trial', () => {
  const busy = { kind: 'busy', cpuShare: 0.71 } as const;
  expect(generatorDoubts({ ...healthy, cpuShare: 0.71 })).toEqual([busy]);
  expect(doubtWords([busy])).toBe('the generator used 71% of a core');
  expect(generatorDoubts({ ...healthy, cpuShare: 0.7 })).toEqual([]);
});

test('a trial whose generator ran out of connections, or lost track of its times, is void whatever else', () => {
  expect(generatorDoubts({ ...healthy, denied: 1 })).toEqual([{ kind: 'connections', denied: 1 }]);
  expect(generatorDoubts({ ...healthy, sumsHold: false })).toEqual([{ kind: 'sums' }]);
  expect(doubtWords([{ kind: 'connections', denied: 1 }, { kind: 'sums' }])).toMatch(
    /ran out of connections.*lost track/,
  );
});

const exactly = (value: number): Interval => [value, value];
const windows = (...p50s: (number | null)[]) =>
  p50s.map((p50) => ({ rate: exactly(1), p50Us: p50 === null ? null : exactly(p50) }));

test('a system is steady after three windows that agree within 5%', () => {
  expect(steadyFrom(windows(100, 100))).toBeNull();
  expect(steadyFrom(windows(100, 102, 105))).toBe(3);
  expect(steadyFrom(windows(100, 102, 106))).toBeNull();
  expect(steadyFrom(windows(300, 200, 100, 101, 102, 103))).toBe(5);
});

test('rate and p50 must both agree, and a window without answers never does', () => {
  expect(steadyFrom([1, 1, 1.06].map((rate) => ({ rate: exactly(rate), p50Us: exactly(100) })))).toBeNull();
  expect(steadyFrom(windows(100, null, 100))).toBeNull();
  expect(steadyFrom([0, 0, 0].map((rate) => ({ rate: exactly(rate), p50Us: exactly(100) })))).toBeNull();
});

test('completion must have settled as well, where it is watched', () => {
  const completing = (...p50s: (number | null)[]) =>
    p50s.map((p50) => ({ rate: exactly(1), p50Us: exactly(5), completionP50Us: p50 === null ? null : exactly(p50) }));
  expect(steadyFrom(completing(100, 102, 104))).toBe(3);
  expect(steadyFrom(completing(300, 200, 100))).toBeNull();
  expect(steadyFrom(completing(100, null, 100))).toBeNull();
});

test('what sampling noise explains is no disagreement, and what it does not explain is one', () => {
  const within = (...intervals: Interval[]) => intervals.map((p50Us) => ({ rate: exactly(1), p50Us }));
  expect(steadyFrom(within([90, 110], [95, 115], [105, 125]))).toBe(3);
  expect(steadyFrom(within([190, 210], [140, 160], [90, 110]))).toBeNull();
});

test.each([
  [100, 1.2, 1.3],
  [1000, 1.08, 1.15],
])('medians of %i answers agree up to about so far apart as the rules say', (answers, apart, tooFar) => {
  const SPREAD = 0.25;
  const window = (medianUs: number) => {
    const sorted = Array.from({ length: answers }, (_, n) => {
      const share = (n + 0.5) / answers;
      return medianUs * (share / (1 - share)) ** SPREAD;
    });
    return { rate: exactly(1), p50Us: medianInterval(sorted) };
  };
  expect(steadyFrom([1, 1, apart].map(window))).toBe(3);
  expect(steadyFrom([1, 1, tooFar].map(window))).toBeNull();
});

/** One second of a system whose median is `medianUs`, at about 100 answers with a spread as real ones have. */
function second(random: () => number, medianUs: number) {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const answers = Array.from({ length: 80 + Math.floor(random() * 40) }, () => medianUs * Math.exp(0.4 * normal()));
  const rate = rateInterval(answers.length, answers.length);
  return { rate, p50Us: medianInterval(answers.sort((a, b) => a - b)) };
}

test('at 100 answers per second a steady system is nearly always found so, and one that halves its p50 never', () => {
  const random = seededRandom(7, 'windows');
  const found = (medians: number[]) =>
    Array.from({ length: 300 }, () => steadyFrom(medians.map((median) => second(random, median)))).filter(
      (end) => end !== null,
    ).length / 300;
  expect(found([5000, 5000, 5000])).toBeGreaterThan(0.95);
  expect(found([10_000, 7000, 5000])).toBeLessThan(0.02);
});

test('the interval of a median covers it in 95 of 100 samples', () => {
  const random = seededRandom(3, 'medians');
  const covered = Array.from({ length: 1000 }, () => {
    const [low, high] = medianInterval(Float64Array.from({ length: 100 }, random).sort()) ?? [1, 0];
    return low <= 0.5 && high >= 0.5;
  }).filter(Boolean).length;
  expect(covered / 1000).toBeGreaterThan(0.94);
  expect(covered / 1000).toBeLessThan(0.985);
  expect(medianInterval([1, 2, 3])).toBeNull();
});
