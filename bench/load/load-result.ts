import type { EncodedLatencies } from '../measure/latencies.ts';
import type { ConnectionFigures, RequestCounts, TimeSums } from '../record/run-file.ts';

/**
 * Microseconds. What was accepted, timed out or was cut off is in `acceptance` (from the intended send time) and in
 * `service` (from the moment the request was written): the last two at the time they were given up, so the tail
 * holds them. Answers that refuse or fail are in `errors` alone: a quick 503 must not improve a percentile.
 */
export interface LoadHistograms {
  acceptance: EncodedLatencies;
  service: EncodedLatencies;
  /** From the hand-over of every request to the moment its connection stood: 0 where one was open. */
  connection: EncodedLatencies;
  /** From the intended send time of every request to its hand-over to a connection: all the generator's own lateness. */
  sendDelay: EncodedLatencies;
  errors: EncodedLatencies;
}

export interface LoadFigures {
  counts: RequestCounts;
  /** How many of each: `http-503`, `timeout`, `unfinished`, `ECONNRESET`, … */
  errors: Record<string, number>;
  histograms: LoadHistograms;
  connections: ConnectionFigures;
  times: TimeSums;
}

interface PhaseResult extends LoadFigures {
  name: string;
  measured: boolean;
  ratePerSecond: number;
  /** Nanoseconds of the host's monotonic clock (`process.hrtime`). */
  startNs: number;
  endNs: number;
  seconds: number;
}

/** One second of the load. Offered counts by intended time, answers by the time they came. */
export interface SecondRow {
  second: number;
  phase: string;
  offered: number;
  accepted: number;
  errors: number;
  /** Of the answers accepted in this second; null when there was none. */
  acceptanceP50Us: number | null;
  /** At the end of this second. */
  inFlight: number;
  /** The generator's CPU seconds in this second, of one core. */
  cpuShare: number;
  worstSendDelayUs: number;
}

export interface LoadResult extends LoadFigures {
  /** Monotonic nanoseconds and wall clock of the first phase's start. */
  startNs: number;
  startedAt: string;
  /** Seconds of all measured phases together. */
  measuredSeconds: number;
  /** `stop()`, SIGTERM or a lost parent: the schedule was not sent to its end. */
  stoppedEarly: boolean;
  phases: PhaseResult[];
  series: SecondRow[];
  /** Of one core: mean and worst whole second of the measured phases (of the whole run, if it had no whole second). */
  cpuShare: number;
  worstCpuShare: number;
  /** Raw p99 and maximum of the send delay in the measured phases, for rule 11. */
  sendDelayP99Us: number;
  worstSendDelayUs: number;
  /** The most connections the system let the generator have; null: no limit. */
  connectionLimit: number | null;
  /** Of the generator's process: -10 where it was allowed to raise itself above what it measures, else 0. */
  niceness: number;
}

/** What a generator says to its parent. */
export type GeneratorMessage =
  /** `acceptanceUs`: of what was accepted in it, while the parent waits for the load to become steady. */
  | { kind: 'second'; row: SecondRow; startNs: number; acceptanceUs: number[] | null }
  /** A phase has begun; null: the last one is over, and answers are still waited for. */
  | { kind: 'phase'; phase: string | null }
  | { kind: 'result'; result: LoadResult }
  | { kind: 'problem'; problem: string };

/** What a parent says to its generator. */
export type ParentMessage =
  | { kind: 'start'; options: unknown }
  /** End this phase now; the next begins at once. Too late, where it is over. */
  | { kind: 'next-phase'; phase: string }
  | { kind: 'stop' };
