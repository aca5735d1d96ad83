import type { Outcome, Verdict } from '../checkers/checker.ts';
import { type Judgement as Judged, worst } from '../checkers/judge.ts';
import type { RunFile, Trial } from './run-file.ts';

/** The worst verdict of these trials; `unknown` where nothing was judged. */
export function outcomeOf(trials: readonly Trial[]): Judged['outcome'] {
  return worst(trials.flatMap(({ verdicts }) => verdicts));
}

/**
 * The verdict of the whole run; the exit code follows it. Void trials count: their orders are no less real. A trial
 * that was not judged at all makes the run unknown, however many others held.
 */
export function runOutcome({ trials }: RunFile): Judged['outcome'] {
  const outcome = outcomeOf(trials);
  return outcome === 'holds' && trials.some(({ verdicts }) => verdicts.length === 0) ? 'unknown' : outcome;
}

export interface Judgement {
  trial: Trial;
  verdict: Verdict;
}

/** Every check × trial with this outcome, in the order of the trials. */
export function judgements(run: RunFile, outcome: Outcome): Judgement[] {
  return run.trials.flatMap((trial) =>
    trial.verdicts.filter((verdict) => verdict.outcome === outcome).map((verdict) => ({ trial, verdict })),
  );
}
