import { expect, test } from 'vitest';
import type { Phase } from './load-options.ts';
import { type SteadySecond, SteadyWatch } from './steady-watch.ts';

const phases: Phase[] = [
  { name: 'warm-up', ratePerSecond: 200, seconds: 10, measured: false, endsWhenSteady: true },
  { name: 'load', ratePerSecond: 200, seconds: 5, measured: true },
];
const all = (us: number) => Array.from({ length: 199 }, () => us);
const second = (phase: string, p50: number, completion: number | null = null): SteadySecond => ({
  phase,
  offered: 200,
  accepted: 199,
  acceptanceUs: all(p50),
  completionUs: completion === null ? null : all(completion),
});

/** After how many of these seconds of warm-up the phase was left; null: never. */
function leftAfter(seconds: readonly SteadySecond[]): number | null {
  let left = false;
  const watch = new SteadyWatch(phases, () => (left = true));
  for (const [index, each] of seconds.entries()) {
    watch.see(each);
    if (left) return index + 1;
  }
  return null;
}

test('a warm-up is left once, as soon as three seconds agree', () => {
  const left: string[] = [];
  const watch = new SteadyWatch(phases, (phase) => void left.push(phase));
  for (const p50 of [900, 500, 510, 505]) watch.see(second('warm-up', p50));
  expect(left).toEqual(['warm-up']);
  watch.see(second('warm-up', 505));
  watch.see(second('load', 505));
  expect(left).toEqual(['warm-up']);
  expect(watch.notSteady).toEqual([]);
});

test('what is completed before a warm-up begins is none of it: it is looked at until that is over', () => {
  const climb: Phase = { name: 'climb', ratePerSecond: 200, seconds: 2, measured: false };
  const watch = new SteadyWatch([climb, ...phases], () => {});
  const ahead = () => ['climb', 'warm-up', 'load'].map((phase) => watch.precedes(phase));
  expect(ahead()).toEqual([true, false, false]);
  for (const p50 of [505, 505, 505]) watch.see(second('warm-up', p50));
  expect(ahead()).toEqual([false, false, false]);
});

test('a warm-up that never settles is told', () => {
  const watch = new SteadyWatch(phases, () => expect.unreachable('it is not steady'));
  for (const p50 of [900, 500, 800, 400, 700]) watch.see(second('warm-up', p50));
  watch.see(second('load', 600));
  expect(watch.notSteady).toEqual(['warm-up']);
});

test('a warm-up goes on while completions still get quicker, however steady the answers are', () => {
  const completions = [80_000, 60_000, 40_000, 30_000, 30_100, 30_200];
  expect(leftAfter(completions.map((us) => second('warm-up', 500, us)))).toBe(6);
  expect(leftAfter(completions.map(() => second('warm-up', 500)))).toBe(3);
  const none: SteadySecond[] = Array.from({ length: 9 }, () => ({ ...second('warm-up', 500), completionUs: [] }));
  expect(leftAfter(none)).toBeNull();
});

test('windows are at least three medians long, of acceptance and of completion', () => {
  const often = (p50: number, completion: number | null) =>
    leftAfter(Array.from({ length: 30 }, () => second('warm-up', p50, completion)));
  expect(often(300_000, null)).toBe(3);
  expect(often(2_000_000, null)).toBe(3 * 6);
  expect(often(500, 900_000)).toBe(3 * 3);
});

test('where single seconds go up and down, longer windows agree; where all goes on getting quicker, none do', () => {
  const swings = [500, 600, 500, 600, 500, 600].map((p50) => second('warm-up', p50));
  expect(leftAfter(swings)).toBe(6);
  const falling = Array.from({ length: 15 }, (_, n) => second('warm-up', 900 * 0.93 ** n));
  expect(leftAfter(falling)).toBeNull();
});

test('a warm-up of few answers is not left before its least, however soon three seconds agree', () => {
  const left: number[] = [];
  const least = phases.map((phase) => (phase.endsWhenSteady ? { ...phase, leastSeconds: 7 } : phase));
  const watch = new SteadyWatch(least, () => void left.push(seen));
  let seen = 0;
  for (seen = 1; seen <= 10; seen++) watch.see(second('warm-up', 500));
  expect(left).toEqual([7]);
  expect(watch.notSteady).toEqual([]);
});
