import { isLate } from '../../measure/generator-doubts.ts';
import type { ModeName, RunFile, Trial } from '../../record/run-file.ts';
import { isUsable } from '../../record/trial-use.ts';
import type { Spread, WayBackRow } from '../../record/way-back-cell.ts';

/** One mode: every way in every situation. */
interface WayBackMode {
  mode: ModeName;
  trial: Trial;
  usable: boolean;
  rows: ToldRow[];
}

/** `late`: its orders left the caller too late for its times to be told (measurement.md, rule 11). */
type ToldRow = WayBackRow & { late: boolean };

export interface WayBackRate {
  perSecond: number;
  of: 'mode' | 'way';
}

export interface WayBackFigures {
  /** Orders per second of each mode, shared by its ways; or, in older runs, of each way. */
  rate: WayBackRate;
  modes: WayBackMode[];
}

/** The way-back experiment; null where the run has none. */
export function wayBackOf({ modes, trials }: RunFile): WayBackFigures | null {
  const found = modes.flatMap((mode): (WayBackMode & { rate: WayBackRate })[] => {
    const trial = trials.find((each) => each.mode === mode && each.wayBack !== undefined);
    if (!trial?.wayBack) return [];
    const { ratePerWay, ratePerSecond, rows } = trial.wayBack;
    const rate: WayBackRate =
      ratePerSecond === undefined ? { perSecond: ratePerWay, of: 'way' } : { perSecond: ratePerSecond, of: 'mode' };
    return [{ mode, trial, usable: isUsable(trial), rate, rows: rows.map((row) => ({ ...row, late: leftLate(row) })) }];
  });
  const [first] = found;
  return first === undefined ? null : { rate: first.rate, modes: found };
}

/** Held against the median, or where there are too few for one against the longest. */
function leftLate({ lateP99Ms, knownWithin: { p50, max } }: { lateP99Ms?: number; knownWithin: Spread }): boolean {
  const within = p50 ?? max;
  return (
    lateP99Ms !== undefined &&
    within !== null &&
    isLate({ sendDelayP99Us: 1000 * lateP99Ms, reportedP50Us: 1000 * within })
  );
}
