import type { RunFolder } from '../../../record/read-run.ts';
import { sayDoubts } from './say-doubts.ts';
import { sayDrain } from './say-drain.ts';
import { sayFailure } from './say-failure.ts';
import { sayLatency } from './say-latency.ts';
import { sayLimits } from './say-limits.ts';
import { sayRanking } from './say-ranking.ts';
import { sayReplay } from './say-replay.ts';
import { sayScope } from './say-scope.ts';
import { sayVariations } from './say-variations.ts';
import { sayVerdict } from './say-verdict.ts';
import { sayWorth } from './say-worth.ts';
import type { Sentence } from './sentence.ts';

/** What a reader should take away, each sentence computed from the figures it links to. */
export function conclude(folder: RunFolder): Sentence[] {
  return [
    ...sayVerdict(folder.run),
    ...sayWorth(folder.run),
    ...sayRanking(folder.run),
    ...sayDoubts(folder.run),
    ...sayLatency(folder),
    ...sayVariations(folder),
    ...sayLimits(folder.run),
    ...sayFailure(folder),
    ...sayReplay(folder),
    ...sayDrain(folder),
    sayScope(folder.run),
  ];
}
