import type { ExperimentName, ModeName, RunFile, Trial } from './run-file.ts';
import { faultRank } from './words.ts';

/** Trials that answer the same question and may stand side by side in one table or chart. */
export interface TrialGroup {
  experiment: ExperimentName;
  fault: string;
  /** Arrivals per second for `latency`, where each rate is a question of its own; null elsewhere. */
  ratePerSecond: number | null;
  trials: Trial[];
}

/** Experiments, faults and rates in the order of the report, whatever order the trials were shuffled into. */
export function groupTrials(run: RunFile): TrialGroup[] {
  const groups = new Map<string, TrialGroup>();
  for (const trial of run.trials) {
    const { experiment, fault } = trial;
    const ratePerSecond = experiment === 'latency' ? (trial.load?.ratePerSecond ?? null) : null;
    const key = `${experiment} ${fault} ${ratePerSecond}`;
    const group = groups.get(key) ?? { experiment, fault, ratePerSecond, trials: [] };
    group.trials.push(trial);
    groups.set(key, group);
  }
  return [...groups.values()].sort(
    (a, b) =>
      experiments.indexOf(a.experiment) - experiments.indexOf(b.experiment) ||
      faultRank(a.fault) - faultRank(b.fault) ||
      (a.fault < b.fault ? -1 : a.fault > b.fault ? 1 : 0) ||
      (a.ratePerSecond ?? 0) - (b.ratePerSecond ?? 0),
  );
}

const experiments: ExperimentName[] = ['latency', 'failure', 'replay'];

export function trialsOf(group: TrialGroup, mode: ModeName): Trial[] {
  return group.trials.filter((trial) => trial.mode === mode);
}

/** Those whose performance figures may be used. */
export function usable(trials: Trial[]): Trial[] {
  return trials.filter((trial) => trial.void === null);
}
