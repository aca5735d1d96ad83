import { brokerKinds } from '../../brokers/brokers.ts';
import { postgresql } from '../../brokers/postgresql.ts';
import { faultRank } from '../../faults/all.ts';
import { type Latencies, mergeLatencies, type Negative } from '../../measure/latencies.ts';
import { percentilesOf } from '../../measure/percentiles.ts';
import { sum } from '../../measure/sums.ts';
import { harness } from '../../record/harness.ts';
import { byLatencyKind, type LatencyKind } from '../../record/latency-kinds.ts';
import type { RunFolder } from '../../record/read-run.ts';
import {
  type ExperimentName,
  experimentNames,
  type ModeName,
  type Percentiles,
  type Trial,
  type Variation,
} from '../../record/run-file.ts';
import { isUsable, plannedAs } from '../../record/trial-use.ts';
import { type JudgedOutcome, outcomeOf } from './outcome.ts';

/** Trials that answer the same question and may stand side by side in one table or chart. */
export interface TrialGroup {
  experiment: ExperimentName;
  fault: string;
  /** What was varied, for `latency`; null elsewhere. */
  variation: Variation | null;
  trials: Trial[];
  /** One for each mode of the run, in its order; with no trial where the question was not put to it. */
  modes: ModeTrials[];
}

/** The answer of one mode. */
export interface ModeTrials {
  mode: ModeName;
  trials: Trial[];
  /** Those whose performance figures may be used. */
  used: Trial[];
  /** The worst verdict of all of them. */
  outcome: JudgedOutcome;
  /** In a latency experiment, of those used as one set: histograms merge, percentiles are never averaged. Null where none was taken. */
  latency: Record<LatencyKind, MergedFigures | null>;
}

interface MergedFigures extends Percentiles {
  /** Differences below zero stand in the histograms as 0: how many, and the lowest. */
  negative: Negative;
}

const ownTables: ReadonlySet<ExperimentName> = new Set(['gateway', 'way-back', 'saga']);

/**
 * Experiments, faults and variations in the order of the report, whatever order the trials were shuffled into. The cells of the
 * work, cluster, gateway, way-back and saga experiments are tables of their own, and what warmed their brokers is in none.
 */
export function groupTrials(folder: RunFolder): TrialGroup[] {
  const groups = new Map<string, Omit<TrialGroup, 'modes'>>();
  for (const trial of folder.run.trials.filter(
    (each) =>
      each.kind === 'ordinary' &&
      !(each.work || each.cluster || each.door || each.wayBack || each.saga) &&
      !(ownTables.has(each.experiment) && plannedAs(each) !== null),
  )) {
    const { experiment, fault, variation } = trial;
    // The capacity found is another in each mode: those trials belong together all the same.
    const value = variation?.kind === 'sustain' ? '' : (variation?.value ?? '');
    const key = `${experiment} ${fault} ${variation?.kind} ${value}`;
    const group = groups.get(key) ?? { experiment, fault, variation, trials: [] };
    group.trials.push(trial);
    groups.set(key, group);
  }
  const sorted = [...groups.values()].sort(
    (a, b) =>
      experimentNames.indexOf(a.experiment) - experimentNames.indexOf(b.experiment) ||
      faultRank(a.fault) - faultRank(b.fault) ||
      (a.fault < b.fault ? -1 : a.fault > b.fault ? 1 : 0) ||
      rank(a.variation) - rank(b.variation) ||
      (a.variation?.value ?? 0) - (b.variation?.value ?? 0),
  );
  return sorted.map((group) => ({ ...group, modes: byMode(folder, group.trials) }));
}

/** The trials of each mode of the run, with what they come to. */
export function byMode(folder: RunFolder, trials: Trial[]): ModeTrials[] {
  return folder.run.modes.map((mode) => {
    const own = trials.filter((trial) => trial.mode === mode);
    const used = usable(own);
    const of = (kind: LatencyKind) => (used[0]?.experiment === 'latency' ? mergedFigures(folder, used, kind) : null);
    return {
      mode,
      trials: own,
      used,
      outcome: outcomeOf(own),
      latency: byLatencyKind(of),
    };
  });
}

const ofUse = (used: readonly Trial[], kind: LatencyKind) =>
  kind === 'acceptance' ? used.filter(({ acceptanceVoid }) => acceptanceVoid === undefined) : used;

/** Of one trial as recorded in `run.json`, of several from the merged histogram. */
export function mergedFigures(folder: RunFolder, used: Trial[], kind: LatencyKind): MergedFigures | null {
  const [first, ...others] = ofUse(used, kind);
  if (first === undefined) return null;
  const set = others.length === 0 ? folder.latencies(first.id, kind) : mergedLatencies(folder, used, kind);
  const figures = others.length === 0 ? first.latency?.[kind] : set === null ? null : percentilesOf(set);
  return figures ? { ...figures, negative: set?.negative ?? { count: 0, minUs: null } } : null;
}

/** The samples of these trials as one set; null where none kept a histogram. */
export function mergedLatencies(folder: RunFolder, used: Trial[], kind: LatencyKind): Latencies | null {
  const found = ofUse(used, kind).flatMap((trial) => folder.latencies(trial.id, kind) ?? []);
  return found.length === 0 ? null : mergeLatencies(found);
}

const kinds: Variation['kind'][] = [
  'base',
  'again',
  'delay',
  'rate',
  'capacity',
  'sustain',
  'share',
  'share-again',
  'burst',
  'fan-out',
  'payload',
  'story',
];

const rank = (variation: Variation | null) => (variation === null ? -1 : kinds.indexOf(variation.kind));

/** The trials of a latency run without a fault in which this was varied, in the order they ran. */
export function trialsVarying(trials: Trial[], kind: Variation['kind']): Trial[] {
  return trials.filter(
    (trial) => trial.kind === 'ordinary' && trial.fault === 'none' && trial.variation?.kind === kind,
  );
}

/** Those whose performance figures may be used. */
export function usable(trials: Trial[]): Trial[] {
  return trials.filter(isUsable);
}

const brokers = new Set([...brokerKinds, postgresql].map(({ kind }) => kind));

/** The services that ran in any of these trials: what takes part in an order, brokers and stores left out. */
export const rolesIn = (trials: readonly Trial[]): ReadonlySet<string> =>
  new Set(
    trials.flatMap(({ resources }) =>
      resources.flatMap(({ process }) => (harness.has(process) || brokers.has(process) ? [] : [process])),
    ),
  );

/** From here on the machine has no core to spare for what is looked at. */
export const BUSY = 0.8;

/** Everything the lab used, the generator and the bench too, over what the cores could have given; null where nobody looked. */
export function machineBusy({ load, resources }: Trial, cores: number): number | null {
  if (load === null || load.seconds <= 0 || resources.length === 0) return null;
  return sum(resources, ({ cpuSeconds }) => cpuSeconds) / (load.seconds * cores);
}
