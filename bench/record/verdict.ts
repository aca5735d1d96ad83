import type { Operation } from './history.ts';

export type Outcome = 'holds' | 'violated' | 'unknown' | 'not-applicable';

export interface Verdict {
  check: string;
  outcome: Outcome;
  /** One sentence for the report. */
  because: string;
  /** What was looked at, so that an empty pipeline cannot pass for a good one. */
  counted: Record<string, number>;
  /** How often the rule was found broken; above 0 exactly where the outcome is `violated`. */
  findings: number;
  /** The ids that break the rule, at most 20 of them. */
  offending: string[];
  /** The fewest operations that show it, at most 40. */
  subHistory: Operation[];
}
