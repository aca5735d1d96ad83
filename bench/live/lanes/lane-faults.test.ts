import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Guard } from '../../brokers/broker.ts';
import type { FaultKind } from '../../faults/fault.ts';
import type { Started } from './fault-steps.ts';
import { LaneFaults } from './lane-faults.ts';
import type { LaneRun } from './lane-run.ts';

const lane = {
  name: 'test',
  mode: { label: 'Test' },
  need: () => ({ lab: null, broker: null, proxy: null }),
} as unknown as LaneRun;

/** A fault whose healing ends when it is said to, and how often it was asked for. */
function newFaults({ inject = async () => {}, witness = async () => 'it was slow' }: Partial<Started> = {}) {
  const healing: PromiseWithResolvers<void>[] = [];
  const said: string[] = [];
  const kind: FaultKind = {
    name: 'slow',
    title: 'It is slow',
    what: 'it is slow',
    create: () => ({
      inject,
      heal: () => {
        const one = Promise.withResolvers<void>();
        healing.push(one);
        return one.promise;
      },
      witness,
    }),
  };
  const faults = new LaneFaults(
    lane,
    {} as Guard,
    () => {},
    (text) => said.push(text),
    (name) => (name === kind.name ? kind : null),
  );
  return { faults, healing, said };
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

/** It is tried twice before anybody is told. */
async function failToHeal(healing: PromiseWithResolvers<void>[]): Promise<void> {
  await settled();
  healing.at(-1)?.reject(new Error('no'));
  await settled();
  healing.at(-1)?.reject(new Error('still no'));
  await settled();
}

test('what cannot be healed is said, stays under way, and can be tried again', async () => {
  const { faults, healing, said } = newFaults();
  faults.inject('slow');
  void faults.heal('slow');
  await failToHeal(healing);
  expect(said).toEqual(['It is slow: it could not be healed: no']);
  expect(faults.told).toMatchObject([{ phase: 'unhealed', evidence: 'no', untilMs: null }]);
  expect(faults.names).toEqual(['slow']);
  const again = faults.heal('slow');
  await settled();
  healing.at(-1)?.resolve();
  await again;
  expect(faults.told).toMatchObject([{ phase: 'healed', evidence: 'it was slow' }]);
  expect(faults.names).toEqual([]);
});

test('what cannot be healed ends with the services', async () => {
  const { faults, healing } = newFaults();
  faults.inject('slow');
  const stopped = faults.healAll(async () => {});
  await failToHeal(healing);
  await stopped;
  expect(faults.told).toMatchObject([{ phase: 'unhealed', evidence: 'no', untilMs: expect.any(Number) }]);
  expect(faults.names).toEqual([]);
});

test('what cannot be injected is said, with the reason, and so is what nothing proved', async () => {
  const inject = async () => {
    throw new Error('nobody is there');
  };
  const failing = newFaults({ inject });
  failing.faults.inject('slow');
  await settled();
  failing.healing[0]?.resolve();
  await settled();
  expect(failing.said).toEqual(['It is slow: it could not be injected: nobody is there']);
  expect(failing.faults.told).toMatchObject([{ phase: 'failed', evidence: 'nobody is there' }]);
  const unproved = newFaults({ witness: async () => null });
  unproved.faults.inject('slow');
  const healed = unproved.faults.heal('slow');
  await settled();
  unproved.healing[0]?.resolve();
  await healed;
  expect(unproved.said).toEqual(['It is slow: it was healed, and nothing proved that it happened']);
});
