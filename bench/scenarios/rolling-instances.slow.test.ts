import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { standstillsOf } from '../experiments/figures/standstill.ts';
import { proofOf } from '../experiments/trial/inject-and-heal.ts';
import { journeysOf } from '../experiments/trial/journey.ts';
import { faultNamed } from '../faults/all.ts';
import { instancesOf } from '../lab/instances.ts';
import type { Operation } from '../record/history.ts';
import { nowUs } from '../record/recorder.ts';
import { expectAllChecksToHold } from './judged.ts';
import { underLoad } from './under-load.ts';
import { allModes, useLab } from './with-lab.ts';

const INSTANCES = 4;
/** Twice what any of them stood still on a machine that was busy with other things; a group that never comes back to its work must be seen. */
const LONGEST_STANDSTILL_MS = 20_000;

describe.each(allModes)('four inventory processes with one store, in $name', (mode) => {
  const testLab = useLab(mode, { instances: { inventory: INSTANCES } });
  const placed: Operation[] = [];

  test.each([
    ['rolling-restart-inventory', 60], // four processes, each back before the next goes
    ['kill-one-inventory', 20],
    ['stop-one-inventory', 20],
  ])('lose and double nothing under %s at 100 orders a second', async (name, seconds) => {
    const { lab, shop, broker, guard } = testLab();
    const fault = faultNamed(name)?.create({ lab, broker, proxy: null, recorder: shop.recorder, guard });
    if (!fault) throw new Error(`expected the fault ${name}`);
    const { recorder } = shop;
    let injected = 0;
    const load = { ratePerSecond: 100, seconds, seed: 7 };
    const { result, operations } = await underLoad(testLab(), load, async (elapsedMs) => {
      await setTimeout(3000);
      injected = nowUs();
      recorder.note('fault', 'invoke', name, { phase: 'inject' });
      await fault.inject();
      recorder.note('fault', 'ok', name, { phase: 'inject' });
      if (fault.seen) await setTimeout(5000);
      await fault.heal();
      expect(elapsedMs()).toBeLessThan(seconds * 1000); // all of it happened under load
    });
    const evidence = await proofOf(recorder, { name, fault });

    placed.push(...operations);
    const final = await expectAllChecksToHold(testLab(), name, placed);
    const stood = standstillsOf(mode, journeysOf(operations, final), { from: injected, to: nowUs() });
    const { sent, accepted } = result.counts;
    console.info(`${mode.name}, ${name}: ${accepted} of ${sent} accepted, ${JSON.stringify(stood)}; ${evidence}`);
    expect(accepted).toBeGreaterThan(0.95 * sent); // a busy machine refuses some; whose fault that was is a check's to say
    expect(instancesOf(lab, 'inventory')).toHaveLength(INSTANCES);
    expect(Math.max(stood.standstillMs, stood.partitionStandstillMs ?? 0)).toBeLessThan(LONGEST_STANDSTILL_MS);
  });
});
