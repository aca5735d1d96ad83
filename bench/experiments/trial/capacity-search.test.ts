import { expect, test } from 'vitest';
import type { LoadResult } from '../../load/load-result.ts';
import { Tally } from '../../load/tally.ts';
import { Latencies } from '../../measure/latencies.ts';
import { held } from '../../record/capacity.ts';
import type { FinalReads } from '../../record/history.ts';
import { latencySizes } from '../plan/latency-size.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';
import { searchCapacity } from './capacity-search.ts';
import type { Journey } from './journey.ts';
import type { Measured } from './measure-trial.ts';
import { phasesOf } from './phases.ts';

const search = latencySizes.standard.varied?.search ?? expect.unreachable();
const plan = {
  id: 'capacity',
  number: 7,
  experiment: 'latency',
  fault: {},
  load: { ratePerSecond: search.from, warmUpSeconds: 0, seconds: 0 },
  variation: { kind: 'capacity', value: 0 },
  latency: { search },
} as unknown as TrialPlan;

const sendDelay = new Latencies().encode();
const { connections, times } = new Tally();

/** A server that takes `perSecond` orders one after the other, 10 ms on top of each; `cpuOf` is the generator's share at a rate. */
function system(perSecond: number, cpuOf: (rate: number) => number = () => 0.1) {
  const asked: string[] = [];
  const measure = async (part: TrialPlan): Promise<Measured> => {
    asked.push(part.id);
    const journeys: Journey[] = [];
    let freeUs = 0;
    let startUs = 0;
    const phases = phasesOf(part).map(({ name, ratePerSecond, seconds, measured }) => {
      const count = Math.round(ratePerSecond * seconds);
      for (let n = 0; n < count; n++) {
        const intended = startUs + (n / ratePerSecond) * 1e6;
        freeUs = Math.max(freeUs, intended) + 1e6 / perSecond;
        const orderId = `o-${journeys.length}`;
        const times = { intended, sent: intended, answered: intended + 1000, completed: freeUs + 10_000 };
        journeys.push({ key: orderId, outcome: 'accepted', orderId, ...times });
      }
      const place = {
        name,
        measured,
        ratePerSecond,
        startNs: startUs * 1000,
        endNs: (startUs + seconds * 1e6) * 1000,
        seconds,
      };
      startUs += seconds * 1e6;
      return { ...place, counts: { sent: count }, histograms: { sendDelay }, connections, times };
    });
    const series = phases.map(({ name, ratePerSecond }) => ({ phase: name, cpuShare: cpuOf(ratePerSecond) }));
    const trial = {
      id: part.id,
      use: { usable: false, why: { kind: 'generator', doubts: [] } },
      verdicts: [],
      load: part.load,
    };
    return {
      record: { trial, series: [] },
      journeys,
      result: { phases, series } as unknown as LoadResult,
      final: { orders: journeys.map(({ orderId }) => ({ orderId })) } as FinalReads,
    } as unknown as Measured;
  };
  return { asked, measure };
}

test('the capacity of a server that takes 400 orders per second is found, from below, within a step', async () => {
  const { asked, measure } = system(400);
  const { trial } = await searchCapacity(plan, search, measure);
  const { ratePerSecond, steps } = trial.capacity ?? expect.unreachable();
  expect(ratePerSecond).toBeLessThanOrEqual(400);
  expect(ratePerSecond).toBeGreaterThan(400 / search.factor);
  expect(steps.find((step) => step.ratePerSecond === 439)?.outcome).toMatchObject({
    kind: 'broke',
    by: expect.arrayContaining([expect.objectContaining({ kind: 'backlog' })]),
  });
  expect(asked).toEqual(['capacity-ramp', 'capacity-1']);
  expect(trial).toMatchObject({ id: 'capacity', use: { usable: true }, load: { ratePerSecond } });
});

test('a server that bears not even the first step has no capacity, and is not asked again', async () => {
  const { asked, measure } = system(60);
  const { trial } = await searchCapacity(plan, search, measure);
  expect(trial.capacity?.ratePerSecond).toBeNull();
  expect(asked).toEqual(['capacity-ramp']);
});

test('where the generator gives in first, the steps say so', async () => {
  const { measure } = system(1e6, (rate) => rate / 1000);
  const { trial } = await searchCapacity(plan, search, measure);
  expect(trial.capacity?.ratePerSecond).toBeLessThanOrEqual(700);
  const first = trial.capacity?.steps.find((step) => !held(step));
  expect(first?.outcome).toMatchObject({ kind: 'unknown', doubts: [{ kind: 'busy' }] });
});
