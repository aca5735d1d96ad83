/** What the generator says about itself in one trial. Microseconds; CPU as a share of one core. */
export interface GeneratorHealth {
  /** Raw p99 of all that the generator let requests wait, whatever the sample count. */
  sendDelayP99Us: number;
  /** The p50 its lateness is held against: of completion where that is what is ranked, else of acceptance; null when there is none. */
  reportedP50Us: number | null;
  /** CPU seconds of the generator per second of the measured window. */
  cpuShare: number;
  /** Requests that the system had no connection for: they waited for one, or failed. */
  denied: number;
  /** Whether latency = send delay + connection + service over all its requests. */
  sumsHold: boolean;
}

/** How late it was, against a latency that is to be reported. */
export interface Lateness {
  sendDelayP99Us: number;
  reportedP50Us: number;
}

/** In what the load generator was not in order. */
export type GeneratorDoubt =
  | ({ kind: 'late' } & Lateness)
  | { kind: 'busy'; cpuShare: number }
  /** Requests that the system had no connection for. */
  | { kind: 'connections'; denied: number }
  /** Its latencies are not send delay + connection + service. */
  | { kind: 'sums' };

const LATE_US = 2000;
const LATE_SHARE_OF_P50 = 0.1;
/** Of one core. */
export const MOST_CPU = 0.7;

/**
 * Why the figures of a trial must not be used; empty when they may (measurement.md, rule 11): the generator was late (p99
 * of its send delay above 2 ms and above 10% of the reported p50), ran out of connections, had used more than 70% of a
 * core, or its times do not add up.
 */
export function generatorDoubts(health: GeneratorHealth): GeneratorDoubt[] {
  const { cpuShare, denied, sumsHold } = health;
  const doubts: GeneratorDoubt[] = [];
  if (denied > 0) doubts.push({ kind: 'connections', denied });
  const lateness = latenessOf(health);
  if (lateness !== null) doubts.push({ kind: 'late', ...lateness });
  if (cpuShare > MOST_CPU) doubts.push({ kind: 'busy', cpuShare });
  if (!sumsHold) doubts.push({ kind: 'sums' });
  return doubts;
}

/** Null: it was not later than may be, or no latency is reported. */
export const latenessOf = ({
  sendDelayP99Us,
  reportedP50Us,
}: Pick<GeneratorHealth, 'sendDelayP99Us' | 'reportedP50Us'>): Lateness | null =>
  reportedP50Us !== null && isLate({ sendDelayP99Us, reportedP50Us }) ? { sendDelayP99Us, reportedP50Us } : null;

/** Later than may be, against a latency that is to be reported. */
export const isLate = ({ sendDelayP99Us, reportedP50Us }: Lateness): boolean =>
  sendDelayP99Us > LATE_US && sendDelayP99Us > LATE_SHARE_OF_P50 * reportedP50Us;

/** In words, for a reader; '' where there is nothing to say. */
export const doubtWords = (doubts: readonly GeneratorDoubt[]): string => doubts.map(wordsOf).join('; ');

/** Those of these samples that are not used, and why. `beside`: what a sample stood beside. */
export const unusedWords = <T extends { mode: string; block: number; doubts: readonly GeneratorDoubt[] }>(
  samples: readonly T[],
  beside: (sample: T) => string,
): string[] =>
  samples
    .filter(({ doubts }) => doubts.length > 0)
    .map((each) => `${each.mode}, block ${each.block}: not used beside ${beside(each)}: ${doubtWords(each.doubts)}`);

function wordsOf(doubt: GeneratorDoubt): string {
  switch (doubt.kind) {
    case 'late':
      return latenessWords(doubt);
    case 'busy':
      return `the generator used ${Math.round(doubt.cpuShare * 100)}% of a core`;
    case 'connections':
      return `the generator ran out of connections: ${doubt.denied} requests found none to be had (ulimit -n)`;
    case 'sums':
      return 'the generator lost track: its latencies are not send delay + connection + service';
  }
}

export const latenessWords = ({ sendDelayP99Us, reportedP50Us }: Lateness): string =>
  `the generator was late: send delay p99 ${inMs(sendDelayP99Us)} ms against a p50 of ${inMs(reportedP50Us)} ms`;

const inMs = (us: number) => (us / 1000).toFixed(1);
