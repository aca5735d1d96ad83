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

/**
 * `late`: its orders left the caller too late for its times to be told (measurement.md, rule 11). `nobodyWaited`: every order failed with
 * its answer, so that nobody was there to be told later.
 */
type ToldRow = WayBackRow & { late: boolean; nobodyWaited: boolean };

export interface WayBackRate {
  perSecond: number;
  of: 'mode' | 'way';
}

export interface WayBackFigures {
  /** Orders per second of each mode, shared by its ways; or, in older runs, of each way. */
  rate: WayBackRate;
  /** By older rules: see `waitedMs` of a row. */
  older: boolean;
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
    const toldRows = rows.map((row) => ({ ...row, late: leftLate(row), nobodyWaited: nobodyWaited(row) }));
    return [{ mode, trial, usable: isUsable(trial), rate, rows: toldRows }];
  });
  const [first] = found;
  if (first === undefined) return null;
  const older = found.some(({ rows }) => rows.some(({ waitedMs }) => waitedMs === undefined));
  return { rate: first.rate, older, modes: found };
}

/** While the order service is away everybody waits for it. */
const nobodyWaited = ({ situation, way, placed, failed }: WayBackRow): boolean =>
  situation !== 'and the order service restarts' && way === 'answer' && placed > 0 && failed === placed;

/** Held against the median, or where there are too few for one against the longest. */
function leftLate({ lateP99Ms, knownWithin: { p50, max } }: { lateP99Ms?: number; knownWithin: Spread }): boolean {
  const within = p50 ?? max;
  return (
    lateP99Ms !== undefined &&
    within !== null &&
    isLate({ sendDelayP99Us: 1000 * lateP99Ms, reportedP50Us: 1000 * within })
  );
}
