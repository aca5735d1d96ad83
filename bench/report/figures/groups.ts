import { faultRank } from '../../faults/all.ts';
import type { ExperimentName, ModeName, RunFile, Trial, Variation } from '../../record/run-file.ts';
import { isUsable } from '../../record/trial-use.ts';

/** Trials that answer the same question and may stand side by side in one table or chart. */
export interface TrialGroup {
  experiment: ExperimentName;
  fault: string;
  /** What was varied, for `latency`; null elsewhere. */
  variation: Variation | null;
  trials: Trial[];
}

/** Experiments, faults and variations in the order of the report, whatever order the trials were shuffled into. */
export function groupTrials(run: RunFile): TrialGroup[] {
  const groups = new Map<string, TrialGroup>();
  for (const trial of run.trials.filter((each) => each.kind === 'ordinary')) {
    const { experiment, fault, variation } = trial;
    // The capacity found is another in each mode: those trials belong together all the same.
    const value = variation?.kind === 'sustain' ? '' : (variation?.value ?? '');
    const key = `${experiment} ${fault} ${variation?.kind} ${value}`;
    const group = groups.get(key) ?? { experiment, fault, variation, trials: [] };
    group.trials.push(trial);
    groups.set(key, group);
  }
  return [...groups.values()].sort(
    (a, b) =>
      experiments.indexOf(a.experiment) - experiments.indexOf(b.experiment) ||
      faultRank(a.fault) - faultRank(b.fault) ||
      (a.fault < b.fault ? -1 : a.fault > b.fault ? 1 : 0) ||
      rank(a.variation) - rank(b.variation) ||
      (a.variation?.value ?? 0) - (b.variation?.value ?? 0),
  );
}

const experiments: ExperimentName[] = ['latency', 'failure', 'replay'];
const kinds: Variation['kind'][] = [
  'base',
  'again',
  'delay',
  'rate',
  'capacity',
  'sustain',
  'share',
  'burst',
  'fan-out',
  'payload',
  'story',
];

const rank = (variation: Variation | null) => (variation === null ? -1 : kinds.indexOf(variation.kind));

/** The latency groups of one kind, by rising value. */
export function variationsOf(run: RunFile, kind: Variation['kind']): TrialGroup[] {
  return groupTrials(run).filter(({ variation, fault }) => variation?.kind === kind && fault === 'none');
}

export function trialsOf(group: TrialGroup, mode: ModeName): Trial[] {
  return group.trials.filter((trial) => trial.mode === mode);
}

/** Those whose performance figures may be used. */
export function usable(trials: Trial[]): Trial[] {
  return trials.filter(isUsable);
}
