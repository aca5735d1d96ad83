import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Guard } from '../../brokers/broker.ts';
import type { FaultKind } from '../../faults/fault.ts';
import { LaneFaults } from './lane-faults.ts';
import type { LaneRun } from './lane-run.ts';

const lane = {
  name: 'test',
  mode: { label: 'Test' },
  need: () => ({ lab: null, broker: null, proxy: null }),
} as unknown as LaneRun;

/** A fault whose healing ends when it is said to, and how often it was asked for. */
function newFaults() {
  const healing: PromiseWithResolvers<void>[] = [];
  const kind: FaultKind = {
    name: 'slow',
    title: 'It is slow',
    what: 'it is slow',
    create: () => ({
      inject: async () => {},
      heal: () => {
        const one = Promise.withResolvers<void>();
        healing.push(one);
        return one.promise;
      },
      witness: async () => 'it was slow',
    }),
  };
  const faults = new LaneFaults(
    lane,
    {} as Guard,
    () => {},
    (name) => (name === kind.name ? kind : null),
  );
  return { faults, healing };
}

/** Everything that can go on by itself has. */
const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
};

test('who heals everything for a stop waits for a healing that was begun before, and asks for no second one', async () => {
  const { faults, healing } = newFaults();
  faults.inject('slow');
  await settled();
  const healed = faults.heal('slow');
  const order: string[] = [];
  const stopped = faults.healAll(async () => void order.push('stopped'));
  await settled();
  expect(healing).toHaveLength(1);
  order.push('healed');
  healing[0]?.resolve();
  await Promise.all([healed, stopped]);
  expect(order).toEqual(['healed', 'stopped']);
  expect(faults.told.map(({ phase, evidence }) => ({ phase, evidence }))).toEqual([
    { phase: 'healed', evidence: 'it was slow' },
  ]);
});

test('nothing is injected while everything is healed for a stop, nor until that is over', async () => {
  const { faults } = newFaults();
  const stopping = Promise.withResolvers<void>();
  const stopped = faults.healAll(() => stopping.promise);
  await settled();
  expect(() => faults.inject('slow')).toThrow('Test: everything is being healed.');
  stopping.resolve();
  await stopped;
  faults.inject('slow');
  expect(faults.names).toEqual(['slow']);
});
