import { expect, test } from 'vitest';
import { promiseOf, settingsOf } from '../../brokers/promises/promises.ts';
import { STALLS, timeoutsOf } from '../../brokers/promises/timeouts.ts';
import { nodeFaults } from '../../faults/all.ts';
import { modes } from '../../modes.ts';
import { secondsOfAll } from '../trial/progress.ts';
import { planTrials } from './plan.ts';
import type { PlanOptions } from './plan-options.ts';
import { profiles } from './profiles.ts';

const { cluster, ...alone }: PlanOptions = {
  experiments: ['cluster'],
  modes: [...modes],
  profile: profiles.standard,
  seed: 1,
  worth: false,
  cluster: { nodes: 3 },
};
const planned = (over: Partial<PlanOptions> = {}) => planTrials({ ...alone, ...(cluster && { cluster }), ...over });
const able = modes.filter(({ broker }) => broker !== null);

test('every fault of nodes is put to every broker with three seeds, and to its services with one', () => {
  const { plans, notRun } = planned();
  for (const { name, skipped } of nodeFaults) {
    const own = plans.filter(({ fault, cluster }) => fault.name === name && !cluster?.timeouts);
    if ((skipped?.() ?? null) !== null) continue;
    expect(own.filter((plan) => plan.cluster?.looks === 'records')).toHaveLength(3 * able.length);
    const kept = able.filter(({ broker }) =>
      settingsOf(broker!.kind).some((setting) => setting.ours && promiseOf(setting, name) === 'survives'),
    );
    expect(own.filter((plan) => plan.cluster?.looks === 'orders')).toHaveLength(kept.length);
  }
  expect(notRun.map(({ mode, outcome }) => `${mode} ${outcome}`)).toContain('sync-rest not-applicable');
});

test('how long everything stands is seen once with each of the other timeouts, and not in a quick run', () => {
  const other = (profile: PlanOptions['profile']) =>
    planned({ profile }).plans.flatMap(({ mode, fault, cluster }) =>
      cluster?.timeouts ? [`${mode.broker?.kind} ${fault.name} ${cluster.timeouts.name}`] : [],
    );
  const all = able.flatMap(({ broker }) =>
    timeoutsOf(broker!.kind).flatMap(({ name }) => STALLS.map((fault) => `${broker!.kind} ${fault} ${name}`)),
  );
  expect(all.length).toBeGreaterThanOrEqual(2 * able.length);
  expect(other(profiles.standard).toSorted()).toEqual(all.toSorted());
  expect(other(profiles.quick)).toEqual([]);
});

test('a fault lasts at least as long as it needs to show, and there is load before and after it', () => {
  for (const { fault, faultAt, load } of planned().plans) {
    expect(faultAt!.heal - faultAt!.inject).toBeGreaterThanOrEqual(fault.atLeastSeconds ?? 0);
    expect(faultAt!.inject).toBeGreaterThan(0);
    expect(load.seconds).toBeGreaterThan(faultAt!.heal);
  }
});

test('faults come in another order in every block, drawn from the seed, and those with other timeouts last', () => {
  const orderOf = (block: number, seed = 1) => {
    const own = planned({ seed }).plans.filter((plan) => plan.block === block);
    const others = own.findIndex(({ cluster }) => cluster?.timeouts);
    expect(own.slice(others < 0 ? own.length : others).every(({ cluster }) => cluster?.timeouts)).toBe(true);
    return [...new Set(own.map(({ fault }) => fault.name))];
  };
  const orders = [orderOf(1), orderOf(2), orderOf(3), orderOf(1, 2)];
  expect(new Set(orders.map((order) => order.join())).size).toBe(orders.length);
  for (const order of orders) expect(order.toSorted()).toEqual(orders[0]!.toSorted());
  expect(orderOf(2)).toEqual(orders[1]);
});

test('orders come until all is healed and for some seconds more, however long that takes', () => {
  for (const { cluster, fault, load, untilHealed } of planned().plans) {
    expect(untilHealed !== undefined, fault.name).toBe(cluster?.looks === 'orders');
    if (untilHealed) expect(untilHealed.most).toBeGreaterThan(load.seconds + 60);
    if (untilHealed) expect(untilHealed.after).toBeGreaterThanOrEqual(5);
  }
});

test('a standard run takes less than an hour, a quick one less than 8 minutes', () => {
  expect(secondsOfAll(planned().plans)).toBeLessThan(60 * 60);
  expect(secondsOfAll(planned({ profile: profiles.quick }).plans)).toBeLessThan(8 * 60);
});

test('without several nodes no fault of nodes is run, and what is no fault of nodes is refused', () => {
  expect(planTrials(alone).plans).toEqual([]);
  expect(() => planned({ faults: ['kill-inventory'] })).toThrow('Not a fault of nodes');
});

test('what a setting may lose under is a fault that is tried', () => {
  const names = nodeFaults.map(({ name }) => name);
  for (const { mayLose } of able.flatMap(({ broker }) => settingsOf(broker!.kind)))
    if (mayLose !== 'all') expect(names).toEqual(expect.arrayContaining([...mayLose]));
});
