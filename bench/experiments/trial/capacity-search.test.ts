import { expect, test } from 'vitest';
import { type CapacityStep, held } from '../../record/capacity.ts';
import { latencySizes } from '../plan/latency-size.ts';
import { type Climb, searchRate } from './capacity-search.ts';

const search = latencySizes.standard.varied?.search ?? expect.unreachable();

/** A lab that holds what `holds` says, by load and rate; a load ends with the second step in a row that broke. */
function labThat(holds: (name: string, rate: number) => CapacityStep['outcome']) {
  const asked: Record<string, number[]> = {};
  const climb: Climb = async (name, rates, seconds) => {
    const steps: CapacityStep[] = [];
    for (const ratePerSecond of rates) {
      const outcome = holds(name, ratePerSecond);
      steps.push({ ratePerSecond, seconds, achieved: 1, backlogSlope: 0, completionP99Ms: 9, lost: 0, outcome });
      if (outcome.kind !== 'held') break;
    }
    asked[name] = steps.map(({ ratePerSecond }) => ratePerSecond);
    return steps;
  };
  return { asked, climb };
}

const yes = { kind: 'held' as const };
const no = { kind: 'broke' as const, by: [{ kind: 'achieved' as const, percent: 90 }] };

test('the capacity is the highest small step that held, and one above it broke', async () => {
  const { climb } = labThat((_, rate) => (rate <= 2000 ? yes : no));
  const { ratePerSecond, steps } = await searchRate(search, climb);
  expect(ratePerSecond).toBeLessThanOrEqual(2000);
  expect(ratePerSecond).toBeGreaterThan(2000 / search.steps.factor);
  const next = steps.find((step) => !step.look && !held(step));
  expect(next?.ratePerSecond).toBeLessThanOrEqual(2000 * search.steps.factor);
});

test('a climb of which no step broke goes on, until one does', async () => {
  const { asked, climb } = labThat((name, rate) => (rate <= (name === 'look' ? 300 : 3000) ? yes : no));
  const { ratePerSecond } = await searchRate(search, climb);
  expect(Object.keys(asked).length).toBeGreaterThan(2);
  expect(ratePerSecond).toBeGreaterThan(3000 / search.steps.factor);
});

test('a climb whose first step broke begins again from further below', async () => {
  const { asked, climb } = labThat((name, rate) => (rate <= (name === 'look' ? 2000 : 700) ? yes : no));
  const { ratePerSecond } = await searchRate(search, climb);
  expect(asked['climb-2']?.[0]).toBeLessThan(asked['climb-1']?.[0] ?? 0);
  expect(ratePerSecond).toBeGreaterThan(700 / search.steps.factor);
});

test('a step that was cut off too soon to be judged is no miss: the search climbs on from what held', async () => {
  const { climb, asked } = labThat((_, rate) => (rate <= 2000 ? yes : no));
  let cut = true;
  const { ratePerSecond } = await searchRate(search, async (name, rates, seconds) => {
    const steps = await climb(name, rates, seconds);
    const judged = name !== 'look' && cut ? steps.filter(held) : steps;
    if (name !== 'look') cut = false;
    return judged;
  });
  expect(asked['climb-2']?.[0]).toBeGreaterThan(2000);
  expect(ratePerSecond).toBeGreaterThan(2000 / search.steps.factor);
});

test('a lab that holds nothing has no capacity', async () => {
  const { climb } = labThat(() => no);
  expect((await searchRate(search, climb)).ratePerSecond).toBeNull();
});

test('where the generator gives in first, the search ends and the steps say so', async () => {
  const unknown = { kind: 'unknown' as const, doubts: [{ kind: 'busy' as const, cpuShare: 0.8 }] };
  const { climb, asked } = labThat((_, rate) => (rate <= 5000 ? yes : unknown));
  const { ratePerSecond, steps } = await searchRate(search, climb);
  expect(ratePerSecond).toBeLessThanOrEqual(5000);
  expect(steps.at(-1)?.outcome).toEqual(unknown);
  expect(Object.keys(asked).length).toBeLessThanOrEqual(search.climbs);
});
