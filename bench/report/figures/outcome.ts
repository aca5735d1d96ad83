import { type Judgement as Judged, worst } from '../../checkers/judge.ts';
import type { RunFile, Trial } from '../../record/run-file.ts';
import type { Outcome, Verdict } from '../../record/verdict.ts';

/** What verdicts together come to. */
export type JudgedOutcome = Judged['outcome'];

/** The worst verdict of these trials; `unknown` where nothing was judged. */
export function outcomeOf(trials: readonly Trial[]): JudgedOutcome {
  return worst(trials.flatMap(({ verdicts }) => verdicts));
}

/**
 * Whether a trial's verdicts are the run's. With a protection switched off in it alone, they are not: it shows that a
 * check can fail (`expects`), or what the protection costs.
 */
export const speaksForRun = ({ without }: Trial): boolean => without.length === 0;

/** Whether the trial shows what its protection is worth: one of the expected checks is violated. Null: it need not. */
export function showsWorth({ expects, verdicts }: Trial): boolean | null {
  if (expects === null) return null;
  return verdicts.some(({ check, outcome }) => outcome === 'violated' && expects.includes(check));
}

/**
 * The verdict of the whole run; the exit code follows it. Orders that were lost while a ceiling was measured violate it too. Void trials count: their orders are no less real. A trial
 * that was not judged at all, a worth that was not shown, and a run that was cut off make the run unknown, however many
 * trials held.
 */
export function runOutcome({ trials, unfinished, ceilings = [] }: RunFile): JudgedOutcome {
  if (ceilings.some(({ violated }) => violated)) return 'violated';
  const outcome = outcomeOf(trials.filter(speaksForRun));
  const open =
    unfinished !== undefined ||
    trials.some((trial) => trial.verdicts.length === 0) ||
    trials.some((trial) => showsWorth(trial) === false) ||
    rebuiltNothing(trials);
  return outcome === 'holds' && open ? 'unknown' : outcome;
}

/** A replay was asked for, and no mode had a rebuild of that name. */
function rebuiltNothing(trials: readonly Trial[]): boolean {
  const asked = trials.filter(({ experiment }) => experiment === 'replay');
  return asked.length > 0 && asked.every(({ replays }) => replays.length === 0);
}

export interface Judgement {
  trial: Trial;
  verdict: Verdict;
}

/** Every check × trial with this outcome, in the order of the trials; only those that speak for the run. */
export function judgements(run: RunFile, outcome: Outcome): Judgement[] {
  return run.trials
    .filter(speaksForRun)
    .flatMap((trial) =>
      trial.verdicts.filter((verdict) => verdict.outcome === outcome).map((verdict) => ({ trial, verdict })),
    );
}
