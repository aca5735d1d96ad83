import { quantileOf } from '../../measure/percentiles.ts';
import { ACHIEVED } from '../../record/capacity.ts';
import type { RunFolder } from '../../record/read-run.ts';
import type { Trial } from '../../record/run-file.ts';
import { trialsVarying, usable } from './groups.ts';

/** Whether a rate that a search held for the seconds of one step held for longer as well. */
export interface HeldLonger {
  trial: Trial;
  ratePerSecond: number;
  seconds: number;
  /** Completed of offered, 0 to 1. */
  completed: number;
  /**
   * 99% of what was offered was completed within the time allowed. Null: not known, since it was not, the load had not settled when
   * measuring began, and what was due and not finished became less: it may be what just started processes piled up.
   */
  held: boolean | null;
}

/**
 * Of each usable trial at a rate that was found, in the order they ran. A growing backlog, which breaks a step as well, is not
 * judged here: a trial records its growth without the bound. A lost order makes a trial unusable.
 */
export function heldLonger(folder: RunFolder, sloMs: number): HeldLonger[] {
  return usable(trialsVarying(folder.run.trials, 'sustain')).flatMap((trial) => {
    const { load, requests, id, notSteady, unfinishedAtStart = 0, unfinishedSlope } = trial;
    const latencies = folder.latencies(id, 'completion');
    if (load === null || latencies === null || requests.sent === 0) return [];
    const completed = latencies.histogram.totalCount / requests.sent;
    const held = completed >= ACHIEVED && quantileOf(latencies, ACHIEVED / completed) <= sloMs * 1000;
    const settled = !notSteady && unfinishedAtStart <= (load.ratePerSecond * sloMs) / 1000;
    const isWorkedOff = typeof unfinishedSlope !== 'number' || unfinishedSlope < 0; // or nobody can tell
    return [
      {
        trial,
        ratePerSecond: load.ratePerSecond,
        seconds: load.seconds,
        completed,
        held: held || (!settled && isWorkedOff ? null : false),
      },
    ];
  });
}
