import type { Evidence, FinalReads } from '../record/history.ts';
import type { Outcome, Verdict } from '../record/verdict.ts';
import { type Sorted, sortHistory } from './attempts.ts';
import type { Checker } from './checker.ts';
import { Findings } from './findings.ts';

/** What a rule is given: the sorted history, final reads that are there, and a place for what it finds. */
export interface Look extends Sorted {
  evidence: Evidence;
  final: FinalReads;
  found: Findings;
}

/** A rule that was applied to `looked` things, with the sentence that is true if nothing was found. */
export interface Looked {
  looked: number;
  counted: Record<string, number>;
  because: string;
}

/** A rule that could not be applied, and why. */
export interface NotLooked {
  outcome: 'unknown' | 'not-applicable';
  because: string;
  counted?: Record<string, number>;
}

/**
 * The precautions that all checks share, so that none can pass on an empty pipeline:
 *
 *   nothing acknowledged, no final read ─▶ unknown
 *   rule found something ───────────────▶ violated
 *   rule does not apply ────────────────▶ not-applicable
 *   not at rest, or nothing to look at ─▶ unknown
 *   otherwise ──────────────────────────▶ holds
 */
export function defineChecker(name: string, rule: string, judge: (look: Look) => Looked | NotLooked): Checker {
  const verdict = (outcome: Outcome, because: string, counted: Record<string, number> = {}): Verdict => ({
    check: name,
    outcome,
    because,
    counted,
    findings: 0,
    offending: [],
    subHistory: [],
  });
  return {
    name,
    rule,
    find(part) {
      const { history, final } = part;
      const found = new Findings(final?.quiescent ?? false);
      if (final) judge({ ...sortHistory(history), evidence: part, final, found });
      const { count, offending, first } = found;
      return { count, offending, first };
    },
    check(evidence) {
      const { history, final } = evidence;
      const sorted = sortHistory(history);
      if (sorted.acknowledged === 0 && !sorted.writes.some(({ type }) => type === 'ok'))
        return verdict('unknown', 'No order was acknowledged, so there is nothing to judge.');
      if (!final) return verdict('unknown', 'The final reads are missing.');
      const found = new Findings(final.quiescent);
      const result = judge({ ...sorted, evidence, final, found });
      if (found.count > 0) {
        const { count: findings, offending } = found;
        const subHistory = found.subHistory(history);
        return { ...verdict('violated', found.sentence(), result.counted), findings, offending, subHistory };
      }
      if ('outcome' in result) return verdict(result.outcome, result.because, result.counted);
      if (!final.quiescent) return verdict('unknown', notAtRest(final, found.postponed), result.counted);
      if (result.looked === 0) return verdict('unknown', 'There was nothing to look at.', result.counted);
      return verdict('holds', result.because, result.counted);
    },
  };
}

function notAtRest({ stillMoving }: FinalReads, postponed: number): string {
  const what = stillMoving.length > 0 ? `: ${stillMoving.slice(0, 5).join(', ')}` : '';
  const open = postponed > 0 ? `; ${postponed} things were not yet as they must be` : '';
  return `The pipeline did not come to rest before the deadline${what}${open}.`;
}
