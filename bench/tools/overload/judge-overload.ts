import { brokerKind } from '../../brokers/brokers.ts';
import type { Judgement } from '../../checkers/judge.ts';
import type { OverloadFigures } from './overload-figures.ts';

/** Peak memory of one process tree against what it may hold; MiB. */
interface MemoryPeak {
  process: string;
  peakMiB: number;
  boundMiB: number;
}

export interface Overloaded {
  figures: OverloadFigures;
  memory: MemoryPeak[];
  checks: Pick<Judgement, 'outcome' | 'verdicts'>;
  /** p99 by which the generator itself was late, in milliseconds, and requests that the system had no connection for. */
  generator: { lateP99Ms: number; denied: number };
}

export interface OverloadVerdict {
  outcome: 'holds' | 'violated' | 'could-not-run';
  reasons: string[];
}

/** Seconds. */
const NORMAL_WITHIN_S = 10;
const LATEST_MS = 1000;
/** So much more must be offered than is completed, or it was no overload. */
const CLEARLY_MORE = 1.25;
const isAnswer = (answer: string) => /^2\d\d$/.test(answer) || answer === '429' || answer === '503';

/**
 * Under overload a mode keeps answering, with 2xx, 429 or 503; a refusal says when to come again; no process grows beyond
 * its bound; every check holds; and answers are as quick as before within 10 s after. A generator that was itself the
 * limit says nothing about answers and latencies.
 */
export function judgeOverload({ figures, memory, checks, generator }: Overloaded): OverloadVerdict {
  const { answers, refusals, withRetryAfter, normalAfterS, p99BeforeMs, offered, completed } = figures;
  const told = (which: string) =>
    checks.verdicts
      .filter(({ outcome }) => outcome === which)
      .map(({ check, because }) => `${check} ${which}: ${because}`);
  const broken = [
    ...(withRetryAfter < refusals ? [`${refusals - withRetryAfter} refusals without Retry-After`] : []),
    ...memory
      .filter(({ peakMiB, boundMiB }) => peakMiB > boundMiB)
      .map(({ process, peakMiB, boundMiB }) => `${process} grew to ${peakMiB} MiB; ${boundMiB} are allowed`),
    ...told('violated'),
  ];
  const others = Object.entries(answers).filter(([answer]) => !isAnswer(answer));
  const unanswered = offered - Object.values(answers).reduce((sum, count) => sum + count, 0);
  const when = normalAfterS === null ? 'never normal' : `normal ${normalAfterS} s`;
  const slow = [
    ...others.map(([answer, count]) => `${count} requests ended with ${answer}`),
    ...(unanswered > 0 ? [`of ${unanswered} requests nothing is known`] : []),
    ...(normalAfterS === null || normalAfterS > NORMAL_WITHIN_S
      ? [`p99 was ${when} after the overload; ${NORMAL_WITHIN_S} s are allowed`]
      : []),
  ];
  const unfit = [
    ...(offered === 0 ? ['nothing was offered'] : []),
    ...(offered <= completed * CLEARLY_MORE
      ? [`it was no overload: ${offered} orders were offered and ${completed} completed meanwhile`]
      : []),
    ...(Number.isFinite(p99BeforeMs) ? [] : ['the time before says nothing: too few orders, or not all accepted']),
    ...told('unknown'),
    ...(generator.denied > 0
      ? [`${generator.denied} requests had to wait for a connection to be had (ulimit -n)`]
      : []),
    ...(generator.lateP99Ms > LATEST_MS ? [`the generator was late by ${generator.lateP99Ms} ms (p99)`] : []),
  ];
  const reasons = [...broken, ...unfit, ...slow];
  if (broken.length > 0) return { outcome: 'violated', reasons };
  if (unfit.length > 0) return { outcome: 'could-not-run', reasons };
  return { outcome: slow.length > 0 ? 'violated' : 'holds', reasons };
}

/** What a process may hold at most, in MiB: the `mem_limit` that the compose files of the modes give its container. */
export const serviceMiB = 256;
export const brokerMiB = (kind: string): number => brokerKind(kind).container.memoryMiB;
