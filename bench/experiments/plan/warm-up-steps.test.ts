import { expect, test } from 'vitest';
import { modes } from '../../modes.ts';
import type { ExperimentName } from '../../record/run-file.ts';
import { planTrials } from './plan.ts';
import { type ProfileName, profiles } from './profiles.ts';

const measured = ['latency', 'gateway', 'way-back', 'saga'] as const;
const planned = (experiment: ExperimentName | ExperimentName[], profile: ProfileName) =>
  planTrials({ experiments: [experiment].flat(), modes: [...modes], profile: profiles[profile], seed: 1, worth: false })
    .plans;
const brokers = modes.filter(({ broker }) => broker !== null).map(({ name }) => name);

test.each(measured)('%s: each broker carries ten thousand orders before anything is measured, once', (experiment) => {
  const plans = planned(experiment, 'standard');
  const first = plans.slice(0, brokers.length);
  expect(first.map(({ mode }) => mode.name).toSorted()).toEqual(brokers.toSorted());
  for (const { load, beside, alone, door, saga, wayBack, variation } of first) {
    expect(load.ratePerSecond * load.seconds).toBeGreaterThanOrEqual(10_000);
    expect({ beside, alone, what: door ?? saga ?? wayBack ?? variation }).toEqual({
      beside: true,
      alone: true,
      what: null,
    });
  }
  expect(plans.slice(brokers.length).some(({ beside }) => beside)).toBe(false);
});

test.each(measured)('%s: a quick run ranks nothing, and warms nothing', (experiment) => {
  expect(planned(experiment, 'quick').some(({ beside }) => beside)).toBe(false);
});

test.each([['share', 'share-again'], ['capacity'], ['sustain']] as const)(
  'latency of %s alone: what is ranked, or how much a mode holds, is not asked of a cold broker',
  (...only) => {
    const options = { experiments: ['latency' as const], modes: [...modes], seed: 1, worth: false, only: [...only] };
    const { plans } = planTrials({ ...options, profile: profiles.standard });
    expect(plans.slice(0, brokers.length + 1).map(({ beside }) => beside ?? false)).toEqual([
      ...brokers.map(() => true),
      false,
    ]);
  },
);

test('a run of several of them warms each broker once', () => {
  const plans = planned(['gateway', 'saga'], 'standard');
  expect(plans.filter(({ beside }) => beside)).toHaveLength(brokers.length);
});
