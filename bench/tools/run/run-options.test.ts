import { expect, test } from 'vitest';
import { planTrials } from '../../experiments/plan/plan.ts';
import { modes } from '../../modes.ts';
import { planOptions, type RunOptions, refuseOutsideContainers } from './run-options.ts';

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
