import type { Evidence } from '../record/history.ts';
import type { Outcome, Verdict } from '../record/verdict.ts';
import { checkers } from './all.ts';

export interface Judgement {
  /** The worst of all verdicts: violated > unknown > holds. */
  outcome: Exclude<Outcome, 'not-applicable'>;
  /** One per check, in the order of reports. */
  verdicts: Verdict[];
}

/** All checks over one trial. The evidence must not change afterwards: what was indexed is kept beside it. */
export function judge(evidence: Evidence): Judgement {
  const verdicts = Array.from(checkers.values(), (checker) => checker.check(evidence));
  return { outcome: worst(verdicts), verdicts };
}

/** A check that does not apply says nothing. Nothing judged is unknown: an empty list must not pass for a good one. */
export function worst(verdicts: readonly Pick<Verdict, 'outcome'>[]): Judgement['outcome'] {
  const outcomes = new Set(verdicts.map(({ outcome }) => outcome));
  if (outcomes.has('violated')) return 'violated';
  return outcomes.has('unknown') || !outcomes.has('holds') ? 'unknown' : 'holds';
}
