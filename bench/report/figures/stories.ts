import type { ModeName, RunFile, Trial } from '../../record/run-file.ts';
import { usable } from './groups.ts';

export type Story = NonNullable<Trial['story']>;

export interface TrialStory {
  mode: ModeName;
  trial: Trial;
  story: Story;
}

/**
 * The story of one order in each mode that has one, of a latency trial rather than of the control of the faults, and of a
 * void trial only where there is no other.
 */
export function storiesOf(run: RunFile): TrialStory[] {
  const told = run.trials.filter(({ story }) => story !== null);
  const made = (trials: Trial[]) => trials.filter(({ experiment }) => experiment === 'latency');
  const best = [...made(usable(told)), ...usable(told), ...made(told), ...told];
  return run.modes.flatMap((mode) => {
    const trial = best.find((each) => each.mode === mode);
    return trial?.story ? [{ mode, trial, story: trial.story }] : [];
  });
}

/** Modes of which a story was wanted and none came out: the stamps of its order did not add up. */
export function untold(run: RunFile): ModeName[] {
  const told = new Set(storiesOf(run).map(({ mode }) => mode));
  const wanted = run.trials.filter(({ variation }) => variation?.kind === 'story');
  return run.modes.filter((mode) => !told.has(mode) && wanted.some((trial) => trial.mode === mode));
}
