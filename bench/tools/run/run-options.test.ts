import { expect, test } from 'vitest';
import { planTrials } from '../../experiments/plan/plan.ts';
import { parseWorkTime } from '../../lab/warehouse/work-time.ts';
import { modes } from '../../modes.ts';
import { isNarrowed, planOptions, type RunOptions, refuseOutsideContainers, workOf } from './run-options.ts';

const options: RunOptions = {
  runtime: 'docker',
  experiments: ['failure'],
  modes: [...modes],
  profile: 'standard',
  seed: 1,
  durability: 'page-cache',
  without: [],
  from: [],
  tamper: null,
  out: undefined,
  json: false,
  argv: [],
};

test('a run of some faults, variations or rebuilds is narrowed down, one of another size or of one mode is not', () => {
  expect(isNarrowed(options)).toBe(false);
  expect(isNarrowed({ ...options, profile: 'quick', modes: modes.slice(0, 1) })).toBe(false);
  expect(isNarrowed({ ...options, faults: ['kill-inventory'] })).toBe(true);
  expect(isNarrowed({ ...options, only: ['delay'] })).toBe(true);
  expect(isNarrowed({ ...options, from: ['log'] })).toBe(true);
});

test('a fault that containers cannot suffer is refused by name, with those they can', () => {
  const asked = { ...options, faults: ['kill-inventory', 'disk-full', 'network:latency+pause-consumer'] };
  expect(() => refuseOutsideContainers(asked)).toThrow(
    /^Not in containers: disk-full, network:latency\+pause-consumer\. .*: none, kill-inventory, .*network:disconnect/,
  );
  expect(() => refuseOutsideContainers({ ...asked, faults: ['kill-inventory+pause-consumer'] })).not.toThrow();
  expect(() => refuseOutsideContainers({ ...asked, runtime: 'processes' })).not.toThrow();
  expect(() => refuseOutsideContainers({ ...options, worth: true })).toThrow('--worth');
});

test('a run in containers has what they can suffer, and says of everything else that it was skipped', () => {
  const { plans, notRun } = planTrials(planOptions(options));
  expect(new Set(plans.map(({ fault }) => fault.name))).toContain('network:disconnect');
  expect(plans.every(({ fault, without }) => fault.inContainers && without.length === 0)).toBe(true);
  expect(notRun.filter(({ fault }) => fault === 'disk-full').map(({ because }) => because)).toEqual(
    options.modes.map(() => expect.stringContaining('not in containers')),
  );
});

test('a run of processes has no fault that needs containers', () => {
  const { plans } = planTrials(planOptions({ ...options, runtime: 'processes' }));
  expect(plans.map(({ fault }) => fault.name)).not.toContain('network:disconnect');
});

test('what is done to a broker itself is skipped by name where the broker is not ours, also as a part and where it shows the worth of something', () => {
  const faults = ['broker-kill', 'broker-kill+kill-inventory', 'kill-inventory'];
  const asked = { ...planOptions({ ...options, runtime: 'processes', faults }), worth: true };
  const [foreign] = options.modes.filter(({ broker, cannot }) => broker && !cannot['broker-kill']);
  const { plans, notRun } = planTrials({ ...asked, foreign: foreign ? [foreign] : [] });
  const gaps = notRun.filter(({ mode, because }) => mode === foreign?.name && because.includes('not ours'));
  expect(gaps.map(({ fault }) => fault)).toEqual([...faults.slice(0, 2), 'without confirms']);
  expect(plans.filter(({ mode, fault }) => mode === foreign && fault.ofOwnBroker)).toEqual([]);
  expect(plans.filter(({ fault }) => fault.ofOwnBroker).length).toBeGreaterThan(0);
});

test('work is told at the head of a run unless every trial of it tells its own', () => {
  const asked = { ...options, work: parseWorkTime('20ms'), instances: { inventory: 2 } };
  expect(workOf({ ...asked, experiments: ['latency', 'work'] })).toEqual({ time: '20ms', instances: 'inventory=2' });
  expect(workOf({ ...asked, experiments: ['work'] })).toBeUndefined();
  expect(workOf({ ...options, experiments: ['latency'] })).toBeUndefined();
});
