import type { Judgement } from '../checkers/judge.ts';

/** What a command that judges ends with. */
export const exitCodes: Readonly<Record<Judgement['outcome'], number>> = { holds: 0, violated: 1, unknown: 2 };

/** The end of the help of such a command. */
export const judgedCodes = `
Exit: ${exitCodes.holds} every check holds, ${exitCodes.violated} a check is violated, ${exitCodes.unknown} inconclusive, 3 could not run.`;

/** The end of the help of a command that ends with `codeOf`. */
export const eachCodes = `
Exit: 0 each holds, 1 one does not, 3 one could not be run to a verdict.`;

/** Of several that were judged each for itself: one is violated, one could not be run to a verdict, or all hold. */
export function codeOf(verdicts: readonly { outcome: 'holds' | 'violated' | 'could-not-run' }[]): 0 | 1 | 3 {
  const outcomes = verdicts.map(({ outcome }) => outcome);
  if (outcomes.includes('violated')) return 1;
  return outcomes.includes('could-not-run') ? 3 : 0;
}
