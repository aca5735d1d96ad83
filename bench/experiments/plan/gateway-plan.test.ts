import { expect, test } from 'vitest';
import { modes } from '../../modes.ts';
import { doors } from '../../record/door-cell.ts';
import { secondsOfAll } from '../trial/progress.ts';
import { planTrials } from './plan.ts';
import { type ProfileName, profiles } from './profiles.ts';

const planned = (profile: ProfileName) =>
  planTrials({ experiments: ['gateway'], modes: [...modes], profile: profiles[profile], seed: 1, worth: false }).plans;

test('each block asks every way of every mode, and each mode without a door once more', () => {
  const plans = planned('standard');
  const blocks = [...new Set(plans.map(({ block }) => block))];
  expect(blocks.length).toBeGreaterThanOrEqual(6); // fewer carry no direction
  for (const block of blocks) {
    const own = plans.filter((plan) => plan.block === block && !plan.beside);
    const first = own.filter(({ door }) => !door?.again).map(({ mode, door }) => `${mode.name} ${door?.door}`);
    expect(first.toSorted()).toEqual(modes.flatMap(({ name }) => doors.map((door) => `${name} ${door}`)).toSorted());
    const again = own.filter(({ door }) => door?.again).map(({ mode, door }) => `${mode.name} ${door?.door}`);
    expect(again.toSorted()).toEqual(modes.map(({ name }) => `${name} direct`).toSorted());
  }
});

test('the ways are not asked in one order: what drifts within a block meets another one first', () => {
  const plans = planned('standard');
  const first = [1, 2, 3, 4, 5, 6].map((block) => plans.find((plan) => plan.block === block && !plan.beside)?.door);
  expect(new Set(first.map((door) => door?.door)).size).toBeGreaterThan(1);
});

test('a quick run takes less than 4 minutes, a standard one less than 29', () => {
  expect(secondsOfAll(planned('quick'))).toBeLessThan(4 * 60);
  expect(secondsOfAll(planned('standard'))).toBeLessThan(29 * 60);
});
