import { expect, test } from 'vitest';
import { samplesNeeded } from '../../measure/percentiles.ts';
import { profiles } from '../plan/profiles.ts';
import { finishedJourney } from '../testing/finished-journey.ts';
import type { Journey } from '../trial/journey.ts';
import { fareOf } from './live-load.ts';

test('live orders that a rebuild turned away are told, and one that was given up on is in the tail', () => {
  const journeys: Journey[] = [
    finishedJourney(0, 0, 5000),
    finishedJourney(1, 2e6, 5000),
    { ...finishedJourney(2, 2.1e6, null), outcome: 'failed' },
    { ...finishedJourney(3, 2.2e6, null), outcome: 'timedOut', answered: 12.2e6 },
    { ...finishedJourney(4, 2.9e6, null), outcome: 'unfinished', answered: 3e6 },
  ];
  const { before, during, notAccepted } = fareOf(journeys, 0, 1e6, 3e6);
  expect([before.samples, during.samples]).toEqual([1, 3]);
  expect((during.max ?? 0) / 10e6).toBeCloseTo(1, 2);
  expect(notAccepted).toBe(2);
});

test('a stall that lasts to the end is in the tail: who was still waiting waited at least until then', () => {
  const cut = (n: number, intended: number): Journey => ({
    ...finishedJourney(n, intended, null),
    outcome: 'unfinished',
    answered: 4.1e6,
  });
  const { before, during } = fareOf([cut(0, 0.9e6), cut(1, 1e6), cut(2, 2e6), cut(3, 3.5e6)], 0, 1e6, 4e6);
  expect([before.samples, during.samples]).toEqual([1, 3]);
  expect((before.max ?? 0) / 3.1e6).toBeCloseTo(1, 2);
  expect((during.max ?? 0) / 3e6).toBeCloseTo(1, 2);
});

test('a rebuild of a second has as many live orders as a median needs', () => {
  for (const { replay } of [profiles.standard, profiles.full])
    expect(replay.livePerSecond).toBeGreaterThanOrEqual(samplesNeeded(0.5));
});
