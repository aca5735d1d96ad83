import type { Judgement } from '../checkers/judge.ts';

/** What a command that judges ends with. */
export const exitCodes: Readonly<Record<Judgement['outcome'], number>> = { holds: 0, violated: 1, unknown: 2 };
