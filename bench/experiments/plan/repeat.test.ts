import { expect, test } from 'vitest';
import { blankTrial } from '../../record/blank-trial.ts';
import type { Trial } from '../../record/run-file.ts';
import type { TrialUse, WhyUnusable } from '../../record/trial-use.ts';
import { endsBlock, needsRepeat, repeatOf } from './resolve-plan.ts';
import type { TrialPlan } from './trial-plan.ts';

const unusable = (why: WhyUnusable): TrialUse => ({ usable: false, why });
const late = unusable({ kind: 'generator', doubts: [{ kind: 'late', sendDelayP99Us: 3000, reportedP50Us: 2000 }] });
const busy = unusable({ kind: 'generator', doubts: [{ kind: 'busy', cpuShare: 0.8 }] });
const trial = (more: Partial<Trial>) =>
  ({ ...blankTrial, variation: { kind: 'base', value: 100 }, use: late, ...more }) as Trial;

test('a base or control is asked again when its generator was not in order, and only then', () => {
  expect(needsRepeat(trial({}))).toBe(true);
  expect(needsRepeat(trial({ variation: { kind: 'again', value: 100 } }))).toBe(true);
  expect(needsRepeat(trial({ use: busy }))).toBe(true);
  expect(needsRepeat(trial({ use: { usable: true }, notSteady: true }))).toBe(false);
  expect(needsRepeat(trial({ use: unusable({ kind: 'lost', orders: 3 }) }))).toBe(false);
  expect(needsRepeat(trial({ use: unusable({ kind: 'failed', error: 'the generator ended' }) }))).toBe(false);
  expect(needsRepeat(trial({ variation: { kind: 'delay', value: 50 } }))).toBe(false);
});

test('a repeat is not repeated, and has names of its own', () => {
  expect(needsRepeat(trial({ repeats: 'a-b1' }))).toBe(false);
  expect(repeatOf({ id: 'a-b1', number: 7 } as TrialPlan)).toMatchObject({ id: 'a-b1-repeat', number: 507 });
});

test('a block ends with its last trial that may be repeated', () => {
  const variation = { kind: 'base', value: 100 };
  const plans = [
    { variation, block: 1 },
    { variation, block: 1 },
    { variation: { kind: 'delay', value: 50 }, block: 1 },
    { variation: null, block: 1 },
    { variation: null, saga: { shape: 'orchestrated' }, block: 2 },
  ] as TrialPlan[];
  expect(plans.map((plan) => endsBlock(plans, plan))).toEqual([false, true, false, false, true]);
});
