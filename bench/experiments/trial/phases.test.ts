import { expect, test } from 'vitest';
import { modes } from '../../modes.ts';
import { planTrials } from '../plan/plan.ts';
import { profiles } from '../plan/profiles.ts';
import { resolvePlan } from '../plan/resolve-plan.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';
import { phasesOf, UNTIL_HEALED } from './phases.ts';

const { plans } = planTrials({
  experiments: ['latency'],
  modes: [...modes],
  profile: profiles.standard,
  seed: 1,
  worth: false,
});
const CAPACITY = 3000;

/** The load of the first trial of this kind, where a search found that. */
function loadOf(kind: string) {
  const plan = plans.find(({ variation }) => variation?.kind === kind) ?? expect.unreachable();
  const trial = { mode: plan.mode.name, capacity: { ratePerSecond: CAPACITY } };
  const resolved = resolvePlan(plan, [{ trial } as Parameters<typeof resolvePlan>[1][number]]);
  return typeof resolved === 'string' ? expect.unreachable(resolved) : resolved;
}

test.each(['sustain', 'share', 'share-again'])('%s begins at a lower rate, and settles at its own', (kind) => {
  const { load, ...rest } = loadOf(kind);
  const [first, warmUp, ...others] = phasesOf({ load, ...rest });
  expect(first).toMatchObject({ measured: false, ratePerSecond: load.ratePerSecond / 5 });
  expect(first?.endsWhenSteady).toBeUndefined();
  expect(first?.seconds).toBeGreaterThanOrEqual(2);
  expect(warmUp).toMatchObject({ measured: false, ratePerSecond: load.ratePerSecond, endsWhenSteady: true });
  expect(warmUp?.leastSeconds).toBeUndefined();
  expect(warmUp?.seconds).toBeGreaterThanOrEqual(4); // three windows, and the moment in which it rises
  expect(others.map(({ measured }) => measured)).toEqual([true]);
  expect((first?.seconds ?? 0) + (warmUp?.seconds ?? 0)).toBeCloseTo(load.warmUpSeconds);
});

test('a low rate needs no climb, and what is at no share of a capacity has none', () => {
  const low = (plan: TrialPlan): TrialPlan => ({ ...plan, load: { ...plan.load, ratePerSecond: 150 } });
  expect(phasesOf(low(loadOf('share'))).map(({ ratePerSecond }) => ratePerSecond)).toEqual([150, 150]);
  const [base, ...others] = phasesOf(loadOf('base'));
  expect([base, ...others].map((phase) => phase?.name)).toEqual(['warm-up', 'measured']);
  expect(base?.leastSeconds).toBe((base?.seconds ?? 0) - 1); // of 100 answers a second three windows agree at once
});

test('a load that goes on until its fault is healed has a stretch that can be left, and seconds behind it', () => {
  const { fault, load } = loadOf('base');
  const plan = { experiment: 'cluster', fault, load: { ...load, warmUpSeconds: 0, seconds: 14 } } as TrialPlan;
  const phases = phasesOf({ ...plan, untilHealed: { after: 6, most: 100 } });
  expect(phases.map(({ name, seconds, measured }) => [name, seconds, measured])).toEqual([
    [UNTIL_HEALED, 94, true],
    ['after', 6, true],
  ]);
});
