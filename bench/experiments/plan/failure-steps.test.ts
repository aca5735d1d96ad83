import { expect, test } from 'vitest';
import { protectionNames } from '../../../common/base/protections.ts';
import { checkers } from '../../checkers/all.ts';
import { faults, nodeFaults } from '../../faults/all.ts';
import { modes } from '../../modes.ts';
import { wrongWays } from '../../record/wrong-ways.ts';
import { planOptions, type RunOptions } from '../../tools/run/run-options.ts';
import { secondsOfAll } from '../trial/progress.ts';
import { planTrials } from './plan.ts';
import type { ProfileName } from './profiles.ts';
import { worths } from './worth-steps.ts';

const given = { durability: 'page-cache', from: [], tamper: null, json: false, argv: [], out: undefined } as const;
const allModes = [...modes];

function planned(profile: ProfileName, more: Partial<RunOptions> = {}) {
  const options = { ...given, from: [], argv: [], without: [], ...more };
  return planTrials(planOptions({ ...options, profile, seed: 5, modes: allModes, experiments: ['failure'] }));
}

test('a standard run asks every fault of every mode in each of three blocks, or says why not', () => {
  const { plans, notRun } = planned('standard');
  const known = Object.entries(faults).filter(
    ([, fault]) =>
      fault.inContainers !== 'only' && fault.ofSeveral === undefined && !('ofNodes' in fault) && !fault.ofPayment,
  );
  for (const [name, fault] of known) {
    for (const mode of allModes) {
      const here = plans.filter((plan) => plan.fault === fault && plan.mode === mode && !plan.id.includes('without'));
      const blocks = here.filter(({ id }) => !id.includes('cost')).map(({ block }) => block);
      const gap = notRun.some((one) => one.fault === name && one.mode === mode.name);
      expect([name, mode.name, blocks]).toEqual([name, mode.name, gap ? [] : [2, 3, 1]]);
    }
  }
  expect(new Set(plans.map(({ id }) => id)).size).toBe(plans.length);
});

test('what happens to one of several processes is asked where there are several, and refused with a reason where it was asked for', () => {
  const names = Object.values(faults).flatMap(({ name, ofSeveral }) => (ofSeveral === undefined ? [] : [name]));
  const asked = (more: Partial<RunOptions>) => {
    const { plans, notRun } = planned('standard', { worth: false, ...more });
    const of = (all: readonly string[]) => names.filter((name) => all.includes(name));
    return { run: of(plans.map(({ fault }) => fault.name)), gaps: of(notRun.map(({ fault }) => fault)) };
  };
  expect(names.length).toBeGreaterThan(2);
  expect(asked({ instances: { inventory: 2 } })).toEqual({ run: names, gaps: [] });
  expect(asked({ instances: { orders: 2 } })).toEqual({ run: [], gaps: [] });
  expect(asked({ faults: names })).toEqual({ run: [], gaps: names });
});

test('what happens to a payment is asked where orders are paid, and refused with a reason where it was asked for', () => {
  const names = Object.values(faults).flatMap(({ name, ofPayment }) => (ofPayment ? [name] : []));
  const asked = (more: Partial<RunOptions>) => {
    const { plans, notRun } = planned('standard', { worth: false, ...more });
    const of = (all: readonly string[]) => names.filter((name) => all.includes(name));
    return { run: of(plans.map(({ fault }) => fault.name)), gaps: of(notRun.map(({ fault }) => fault)) };
  };
  expect(names.length).toBeGreaterThan(10);
  expect(asked({})).toEqual({ run: [], gaps: [] });
  expect(asked({ paying: { shape: 'orchestrated' } })).toEqual({ run: names, gaps: [] });
  expect(asked({ faults: names })).toEqual({ run: [], gaps: names });
});

test('what happens to nodes is asked where there are several, and refused with a reason where it was asked for', () => {
  const names = nodeFaults.flatMap(({ name, skipped }) => ((skipped?.() ?? null) === null ? [name] : []));
  const asked = (more: Partial<RunOptions>) => {
    const { plans, notRun } = planned('standard', { worth: false, ...more });
    const of = (all: readonly string[]) => names.filter((name) => all.includes(name));
    return { run: of(plans.map(({ fault }) => fault.name)), gaps: of(notRun.map(({ fault }) => fault)) };
  };
  expect(asked({})).toEqual({ run: [], gaps: [] });
  expect(asked({ cluster: { nodes: 3 } }).run).toEqual(names);
  expect(asked({ faults: names })).toEqual({ run: [], gaps: names });
});

test('blocks differ in their seed, and only the first has figures', () => {
  const { plans } = planned('standard');
  expect(new Set(plans.map(({ block, seed }) => `${block} ${seed}`))).toEqual(new Set(['1 5', '2 6', '3 7']));
  expect(plans.filter(({ block }) => block > 1).every(({ beside }) => beside)).toBe(true);
});

test('every protection has a trial without it, or a reason, in every mode, and its checks exist', () => {
  const { plans, notRun } = planned('standard');
  const shownByWork = wrongWays.map(({ without }) => without);
  const shownHere = worths.map(({ protection }) => protection);
  expect(protectionNames.filter((name) => !shownHere.includes(name) && !shownByWork.includes(name))).toEqual([]);
  for (const protection of new Set(shownHere)) {
    for (const mode of allModes) {
      const proofs = plans.filter((plan) => plan.mode === mode && plan.expects && plan.without.includes(protection));
      const gaps = notRun.filter((gap) => gap.mode === mode.name && gap.without?.includes(protection));
      expect([protection, mode.name, proofs.length + gaps.length]).toEqual([protection, mode.name, 1]);
    }
  }
  for (const { expects } of worths) for (const check of expects) expect([...checkers.keys()]).toContain(check);
});

test('a run narrowed down to some faults, and one with a protection off, show no worth unless asked', () => {
  const proofs = (more: Parameters<typeof planned>[1]) =>
    planned('standard', more).plans.filter(({ expects }) => expects);
  expect(proofs({ faults: ['none'] })).toEqual([]);
  expect(proofs({ without: ['inbox'] })).toEqual([]);
  expect(proofs({ faults: ['none'], worth: true }).length).toBeGreaterThan(15);
});

test('what a protection costs is asked four times with it and four times without it, under no fault', () => {
  const costs = planned('standard').plans.filter(({ id }) => id.includes('cost'));
  const counts = Map.groupBy(costs, ({ mode, without }) => `${mode.name} ${without.join()}`);
  expect([...counts.values()].every(({ length }) => length === 4)).toBe(true);
  expect(costs.every(({ fault, expects }) => fault.name === 'none' && expects === null)).toBe(true);
});

test('a quick run of the failures takes less than six minutes', () => {
  expect(secondsOfAll(planned('quick').plans)).toBeLessThan(360);
});
