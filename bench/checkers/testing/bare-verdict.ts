import type { Outcome, Verdict } from '../../record/verdict.ts';

/** Of which nothing matters but what was checked and how it came out. */
export const bareVerdict = (check: string, outcome: Outcome): Verdict => ({
  check,
  outcome,
  because: '',
  counted: {},
  findings: 0,
  offending: [],
  subHistory: [],
});
