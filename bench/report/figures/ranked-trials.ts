import type { ModeName, RunFile, Trial } from '../../record/run-file.ts';
import { efficiencyOf } from './efficiency.ts';
import { trialsVarying, usable } from './groups.ts';
import { controls, type Ranking } from './ranking.ts';

/** What a ranking is made of, besides its ratios. */

type At = Ranking['at'];

/** Those whose figures are ranked, without the A/A control. */
export const rankedTrials = ({ trials }: RunFile, { kind, value }: At): Trial[] =>
  usable(trialsVarying(trials, kind)).filter(({ variation }) => variation?.value === value);

/** With those of the A/A control, and with the void ones. */
export const trialsAt = ({ trials }: RunFile, { kind, value }: At): Trial[] =>
  [kind, controls[kind]].flatMap((each) =>
    trialsVarying(trials, each).filter(({ variation }) => variation?.value === value),
  );

/** The load of one mode under which it is ranked. */
export interface RankedLoad {
  mode: ModeName;
  /** Offered. */
  ratePerSecond: number;
  /** Everything that used a core, over what the cores could have given, 0 to 1; null where no process was sampled. */
  machineBusy: number | null;
}

export function rankedLoads(run: RunFile, at: At): RankedLoad[] {
  const ranked = rankedTrials(run, at);
  const points = efficiencyOf(run)?.points ?? [];
  return run.modes.flatMap((mode): RankedLoad[] => {
    const load = ranked.find((trial) => trial.mode === mode)?.load;
    if (!load) return [];
    const point = points.find(
      ({ mode: of, variation }) => of === mode && variation.kind === at.kind && variation.value === at.value,
    );
    return [{ mode, ratePerSecond: load.ratePerSecond, machineBusy: point?.machineBusy ?? null }];
  });
}
