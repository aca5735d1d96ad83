import type { RunFolder } from '../../../record/read-run.ts';
import { isUsable } from '../../../record/trial-use.ts';
import { count, figure, rate, secondsOfMs } from '../format.ts';
import { drainTitle } from '../summary/drain-table.ts';
import type { Sentence } from './sentence.ts';

/** How long a backlog built up on purpose took to work off. */
export function sayDrain({ run }: RunFolder): Sentence[] {
  return run.modes.flatMap((mode) =>
    run.trials
      .filter((trial) => trial.mode === mode && isUsable(trial))
      .flatMap(({ drain }) => drain ?? [])
      .map((drain) => ({
        heading: drainTitle,
        text:
          `**Drain in ${mode}:** held to ${rate(drain.throttlePerSecond)} messages per second, the consumer fell ${count(drain.lagPeak)} messages behind ` +
          `(the oldest order waited ${secondsOfMs(drain.oldestPeakMs)} s); let go, it was level again after ${figure(drain.drainSeconds)} s, at ${figure(drain.drainedPerSecond)} messages per second.`,
      })),
  );
}
