import type { RunFolder } from '../read/read-run.ts';
import { sayFailure } from './say-failure.ts';
import { sayLatency } from './say-latency.ts';
import { sayRanking } from './say-ranking.ts';
import { sayReplay } from './say-replay.ts';
import { sayVerdict } from './say-verdict.ts';
import type { Sentence } from './sentence.ts';

/** What a reader should take away, each sentence computed from the figures it links to. */
export function conclude(folder: RunFolder): Sentence[] {
  return [
    ...sayVerdict(folder.run),
    ...sayRanking(folder.run),
    ...sayLatency(folder),
    ...sayFailure(folder),
    ...sayReplay(folder),
    sayScope(folder),
  ];
}

function sayScope({ run }: RunFolder): Sentence {
  return {
    heading: null,
    text:
      `**What this run cannot say:** services, load generator and (unless it was named by AMQP_URL or KAFKA_BROKERS) the broker shared one machine with ${run.host.cores} cores and talked over its loopback interface. ` +
      'Network distance, a cluster, other hardware and other rates will give other numbers.',
  };
}
