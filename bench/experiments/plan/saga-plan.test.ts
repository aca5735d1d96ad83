import { expect, test } from 'vitest';
import { modes } from '../../modes.ts';
import { shapes } from '../../record/saga-cell.ts';
import { secondsOfAll } from '../trial/progress.ts';
import { planTrials } from './plan.ts';
import { type ProfileName, profiles } from './profiles.ts';

const planned = (profile: ProfileName) =>
  planTrials({ experiments: ['saga'], modes: [...modes], profile: profiles[profile], seed: 1, worth: false }).plans;
const both = modes.filter(({ payment }) => shapes.every((shape) => payment.shapes.includes(shape)));

test('each block asks every shape of every mode, and one of them once more where a mode carries both', () => {
  const plans = planned('standard').filter(({ saga }) => saga !== undefined);
  const blocks = [...new Set(plans.map(({ block }) => block))];
  expect(blocks.length).toBeGreaterThanOrEqual(6); // fewer carry no direction
  const firsts = blocks.map((block) => {
    const own = plans.filter((plan) => plan.block === block);
    const named = (again: boolean) =>
      own
        .filter(({ saga }) => (saga?.again ?? false) === again)
        .map(({ mode, saga }) => `${mode.name} ${saga?.shape}`)
        .toSorted();
    const all = modes.flatMap(({ name, payment }) => payment.shapes.map((shape) => `${name} ${shape}`));
    expect(named(false)).toEqual(all.toSorted());
    expect(named(true)).toEqual(both.map(({ name }) => `${name} orchestrated`).toSorted());
    const [mode] = both;
    return own.find(({ saga, mode: of }) => of === mode && saga?.shape === 'orchestrated')?.saga?.again ?? false;
  });
  expect(new Set(firsts).size).toBe(2); // either of a pair is first
});

test('a quick run takes less than 5 minutes, a standard one less than 22', () => {
  expect(secondsOfAll(planned('quick'))).toBeLessThan(5 * 60);
  expect(secondsOfAll(planned('standard'))).toBeLessThan(22 * 60);
});
