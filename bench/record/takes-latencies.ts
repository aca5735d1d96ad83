import type { ExperimentName } from './run-file.ts';

/** Those in which latencies are what a trial is about: its load waits until it is steady, and the rules for them void it. */
export const takesLatencies = (experiment: ExperimentName): boolean =>
  experiment === 'latency' || experiment === 'gateway';
