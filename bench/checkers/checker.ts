import type { Evidence } from '../record/history.ts';
import type { Verdict } from '../record/verdict.ts';

/** A pure function of the history and the final reads. */
export interface Checker {
  name: string;
  /** What is violated when, in one sentence: printed in reports and docs. */
  rule: string;
  check(evidence: Evidence): Verdict;
}
