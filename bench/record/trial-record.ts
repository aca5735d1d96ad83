import type { Latencies } from '../measure/latencies.ts';
import type { FinalReads, Operation } from './history.ts';
import type { LatencyKind } from './latency-kinds.ts';
import type { SeriesRow, Trial } from './run-file.ts';

/** One trial as it is written into a run folder. */
export interface TrialRecord {
  trial: Trial;
  operations: Operation[];
  final: FinalReads | null;
  latencies: Record<LatencyKind, Latencies> | null;
  /** Wall clock of the measured window, milliseconds since the epoch: for the histogram logs. */
  window: { startMs: number; endMs: number };
  series: SeriesRow[];
  /** `metrics.json` of the analytics service, where there is one. */
  analytics: unknown;
}
