import type { ModeName, RunFile, Trial } from '../../record/run-file.ts';
import { unaccounted } from '../../record/trial-use.ts';
import { type Judgement, judgements, speaksForRun } from './outcome.ts';

/** What the checks of a run came to; only trials that speak for it. */
export interface VerdictFigures {
  /** How many trials speak for the run, and how many do not: a protection was off in them on purpose. */
  trials: number;
  others: number;
  holds: Judgement[];
  violated: Judgement[];
  unknown: Judgement[];
  checks: CheckFigures[];
  /** Trials of each mode in which nothing was judged at all. */
  silent: number[];
  /** Trials whose sums do not agree, and by how many orders; with a protection off they need not. */
  unaccounted: { trial: Trial; orders: number }[];
}

export interface CheckFigures {
  check: string;
  /** One per mode of the run. */
  modes: CheckInMode[];
}

export interface CheckInMode {
  mode: ModeName;
  holds: number;
  violated: number;
  unknown: number;
  /**
   * What it looked at where it held, over all those trials and in the one with the least, so that an empty run cannot
   * pass for a good one.
   */
  looked: { name: string; sum: number; least: number }[];
  /** One of its sentences; null where it never held. */
  instance: string | null;
}

export function verdictsOf(run: RunFile): VerdictFigures {
  const trials = run.trials.filter(speaksForRun);
  const checks = [...new Set(trials.flatMap(({ verdicts }) => verdicts.map(({ check }) => check)))];
  const of = (mode: ModeName) => trials.filter((trial) => trial.mode === mode);
  return {
    trials: trials.length,
    others: run.trials.length - trials.length,
    holds: judgements(run, 'holds'),
    violated: judgements(run, 'violated'),
    unknown: judgements(run, 'unknown'),
    checks: checks.map((check) => ({ check, modes: run.modes.map((mode) => checkIn(mode, check, of(mode))) })),
    silent: run.modes.map((mode) => of(mode).filter(({ verdicts }) => verdicts.length === 0).length),
    unaccounted: trials.flatMap((trial) => {
      const orders = unaccounted(trial.orders);
      return orders === 0 ? [] : [{ trial, orders }];
    }),
  };
}

function checkIn(mode: ModeName, check: string, trials: Trial[]): CheckInMode {
  const verdicts = trials.flatMap((trial) => trial.verdicts.filter((each) => each.check === check));
  const having = (outcome: string) => verdicts.filter((each) => each.outcome === outcome);
  const held = having('holds');
  const names = [...new Set(held.flatMap(({ counted }) => Object.keys(counted)))];
  return {
    mode,
    holds: held.length,
    violated: having('violated').length,
    unknown: having('unknown').length,
    looked: names.map((name) => {
      const values = held.map(({ counted }) => counted[name] ?? 0);
      return { name, sum: values.reduce((total, value) => total + value, 0), least: Math.min(...values) };
    }),
    instance: held[0]?.because ?? null,
  };
}
