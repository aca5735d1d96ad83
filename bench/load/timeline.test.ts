import { expect, test } from 'vitest';
import type { LoadOptions, Phase } from './load-options.ts';
import { scheduleOf } from './schedule.ts';
import { Timeline } from './timeline.ts';

const phases: Phase[] = [
  { name: 'warm-up', ratePerSecond: 2, seconds: 10, measured: false },
  { name: 'load', ratePerSecond: 4, seconds: 1, measured: true },
];
const options = { phases, arrivals: 'uniform', seed: 1 } as LoadOptions;

test('a schedule lines up its phases', () => {
  const timeline = new Timeline(scheduleOf(options));
  expect(timeline.dueNs(19)).toBe(9.5e9);
  expect(timeline.dueNs(20)).toBe(10e9);
  expect(timeline.dueNs(24)).toBe(Number.POSITIVE_INFINITY);
  expect([timeline.phaseOf(19), timeline.phaseOf(20)]).toEqual([0, 1]);
  expect(timeline.endNs).toBe(11e9);
});

test('a phase that is cut short moves all that follows up to now', () => {
  const timeline = new Timeline(scheduleOf(options));
  expect(timeline.skip(3.2e9)).toEqual({ next: 20, savedNs: 6.8e9 });
  expect(timeline.dueNs(20)).toBe(3.2e9);
  expect(timeline.phases.map(({ startNs, endNs }) => [startNs, endNs])).toEqual([
    [0, 3.2e9],
    [3.2e9, 4.2e9],
  ]);
});

test('the last phase cannot be left', () => {
  const timeline = new Timeline(scheduleOf(options));
  expect(timeline.skip(10.5e9)).toBeNull();
  expect(timeline.endNs).toBe(11e9);
});
