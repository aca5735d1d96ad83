import type { ExperimentName, Trial } from './run-file.ts';

/** Those in which latencies are what a trial is about: its load waits until it is steady, and the rules for them void it. */
export const takesLatencies = (experiment: ExperimentName): boolean =>
  experiment === 'latency' || experiment === 'gateway';

const telling: readonly ExperimentName[] = ['work', 'saga'];

/** A report tells how long orders take in it, whatever else it is about: not where a fault made them slow or turned them away. */
export const tellsLatencies = ({ experiment, fault }: Pick<Trial, 'experiment' | 'fault'>): boolean =>
  takesLatencies(experiment) || (telling.includes(experiment) && fault === 'none');
