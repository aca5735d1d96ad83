import type { ModeName, RunFile, Trial } from '../../record/run-file.ts';
import { isUsable } from '../../record/trial-use.ts';
import type { WayBackRow } from '../../record/way-back-cell.ts';

/** One mode: every way in every situation. */
interface WayBackMode {
  mode: ModeName;
  trial: Trial;
  usable: boolean;
  rows: WayBackRow[];
}

export interface WayBackFigures {
  /** Orders per second of each way. */
  ratePerWay: number;
  modes: WayBackMode[];
}

/** The way-back experiment; null where the run has none. */
export function wayBackOf({ modes, trials }: RunFile): WayBackFigures | null {
  const found = modes.flatMap((mode): (WayBackMode & { ratePerWay: number })[] => {
    const trial = trials.find((each) => each.mode === mode && each.wayBack !== undefined);
    return trial?.wayBack ? [{ mode, trial, usable: isUsable(trial), ...trial.wayBack }] : [];
  });
  const [first] = found;
  return first === undefined ? null : { ratePerWay: first.ratePerWay, modes: found };
}
