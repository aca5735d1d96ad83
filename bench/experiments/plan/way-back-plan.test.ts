import { expect, test } from 'vitest';
import { modes } from '../../modes.ts';
import { secondsOfAll } from '../trial/progress.ts';
import { planTrials } from './plan.ts';
import { type ProfileName, profiles } from './profiles.ts';

const planned = (profile: ProfileName) =>
  planTrials({ experiments: ['way-back'], modes: [...modes], profile: profiles[profile], seed: 1, worth: false }).plans;

test('every mode once, whatever the number of blocks: a quick run under 3 minutes, a standard one under 10', () => {
  expect(
    planned('standard')
      .filter(({ beside }) => !beside)
      .map(({ mode }) => mode.name)
      .toSorted(),
  ).toEqual(modes.map(({ name }) => name).toSorted());
  expect(secondsOfAll(planned('quick'))).toBeLessThan(3 * 60);
  expect(secondsOfAll(planned('standard'))).toBeLessThan(10 * 60);
});
