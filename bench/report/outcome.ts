import type { Outcome, Verdict } from '../checkers/checker.ts';
import type { RunFile, Trial } from './run-file.ts';

const worstFirst: Outcome[] = ['violated', 'unknown', 'holds', 'not-applicable'];

/** violated > unknown > holds. Nothing judged is `unknown`: an empty list must not pass for a good one. */
export function worst(outcomes: Outcome[]): Outcome {
  return worstFirst.find((outcome) => outcomes.includes(outcome)) ?? 'unknown';
}

export function trialOutcome(trial: Trial): Outcome {
  return worst(trial.verdicts.map((verdict) => verdict.outcome));
}

/** The verdict of the whole run; the exit code follows it. Void trials count: their orders are no less real. */
export function runOutcome(run: RunFile): Exclude<Outcome, 'not-applicable'> {
  const outcome = worst(run.trials.map(trialOutcome));
  return outcome === 'not-applicable' ? 'unknown' : outcome;
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
