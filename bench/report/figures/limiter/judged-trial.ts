import type { ModeName, RunFile, Trial, Variation } from '../../../record/run-file.ts';
import { usable } from '../groups.ts';

/** The trial a mode's limiter is read from, and whether it was at capacity. */
export interface JudgedTrial {
  trial: Trial;
  atCapacity: boolean;
}

const closest: Variation['kind'][] = ['sustain', 'share', 'rate', 'base'];

/** At the capacity found if that was held, else at the highest rate there is; null where nothing usable was sampled. */
export function judgedTrial(run: RunFile, mode: ModeName): JudgedTrial | null {
  const trials = usable(run.trials).filter(
    (trial) =>
      trial.mode === mode &&
      trial.experiment === 'latency' &&
      trial.fault === 'none' &&
      trial.resources.length > 0 &&
      trial.load !== null,
  );
  for (const kind of closest) {
    const [highest] = trials
      .filter(({ variation }) => (variation?.kind ?? 'base') === kind)
      .sort((a, b) => (b.load?.ratePerSecond ?? 0) - (a.load?.ratePerSecond ?? 0));
    if (highest) return { trial: highest, atCapacity: kind === 'sustain' };
  }
  return null;
}
