import { type ExperimentName, experimentNames, type RunFile } from '../../record/run-file.ts';
import type { RunFigures } from './run-figures.ts';

/** The best run there is of each experiment; one run may be that of several. */
export type BestRuns = Partial<Record<ExperimentName, RunFigures>>;

/** What all the best runs together say of orders: no order may be lost, doubled or stuck in any of them. */
export interface Totals {
  violated: number;
  unknown: number;
  held: number;
  trials: number;
  faults: number;
  /** Protections that were switched off, one at a time: in how many cases that broke what it guards. */
  worth: { shown: number; of: number };
}

export function totalsOf(best: BestRuns): Totals {
  const runs = [...new Set(Object.values(best))];
  const sum = (of: (figures: RunFigures) => number) => runs.reduce((all, figures) => all + of(figures), 0);
  return {
    violated: sum(({ verdicts }) => verdicts.violated.length),
    unknown: sum(({ verdicts }) => verdicts.unknown.length),
    held: sum(({ verdicts }) => verdicts.holds.length),
    trials: sum(({ verdicts }) => verdicts.trials),
    faults: (best.failure?.faults ?? []).filter(
      ({ control, cells }) => !control && cells.some(({ kind }) => kind === 'judged'),
    ).length,
    worth: {
      shown: sum(({ worth }) => worth.filter(({ shown }) => shown).length),
      of: sum(({ worth }) => worth.length),
    },
  };
}

/** Of several runs the best of each experiment: whole, of everything rather than of a part, the longest, then the newest. */
export function bestOf(runs: readonly RunFigures[]): BestRuns {
  const best: BestRuns = {};
  for (const experiment of experimentNames) {
    const [first] = runs
      .filter(({ run }) => run.experiments.includes(experiment) && isWhole(run))
      .toSorted((a, b) => extent(b.run) - extent(a.run) || later(a.run, b.run));
    if (first !== undefined) best[experiment] = first;
  }
  return best;
}

const sizes: RunFile['profile'][] = ['quick', 'standard', 'full'];

/** A run of fewer modes, or of only some faults, stands behind every one that asked more. */
const extent = ({ modes, narrowed, profile }: RunFile): number =>
  (modes.length * 2 + (narrowed ? 0 : 1)) * sizes.length + sizes.indexOf(profile);

const later = (a: RunFile, b: RunFile) => (a.startedAt < b.startedAt ? 1 : -1);

const isWhole = ({ unfinished, without, slowed, work, payment, runtime }: RunFile) =>
  unfinished === undefined &&
  without.length === 0 &&
  slowed === undefined &&
  payment === undefined &&
  work === undefined &&
  runtime === 'processes';
