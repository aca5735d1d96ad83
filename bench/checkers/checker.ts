import type { Evidence } from '../record/history.ts';
import type { Verdict } from '../record/verdict.ts';

/** How many things break a rule, the first of their ids, and what is told of the first; '' where there is none. */
export interface Found {
  count: number;
  offending: readonly string[];
  first: string;
}

/** A pure function of the history and the final reads. */
export interface Checker {
  name: string;
  /** What is violated when, in one sentence: printed in reports and docs. */
  rule: string;
  check(evidence: Evidence): Verdict;
  /**
   * What it finds in a part of a trial, without the precautions that a whole one needs: for a judge who watches, and knows
   * which part has come to rest. Finding nothing proves nothing.
   */
  find(part: Evidence): Found;
}
