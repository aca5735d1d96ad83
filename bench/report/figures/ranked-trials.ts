import type { RunFile, Trial } from '../../record/run-file.ts';
import { trialsVarying, usable } from './groups.ts';
import type { Ranking } from './ranking.ts';

/** What a ranking is made of, besides its ratios. */

type At = Ranking['at'];

/** Those whose figures are ranked, without the A/A control. */
export const rankedTrials = ({ trials }: RunFile, { kind, value }: At): Trial[] =>
  usable(trialsVarying(trials, kind)).filter(({ variation }) => variation?.value === value);
