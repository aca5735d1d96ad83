import type { Latencies } from '../../measure/latencies.ts';
import { samplesNeeded } from '../../measure/percentiles.ts';
import { sum } from '../../measure/sums.ts';
import { type CapacitySearch, type CapacityStep, nextStep } from '../../record/capacity.ts';
import type { RunFolder } from '../../record/read-run.ts';
import { seriesOf } from '../../record/read-series.ts';
import type { ModeName, Trial, Variation } from '../../record/run-file.ts';
import { type CeilingFigures, ceilingsOf } from './ceilings.ts';
import { byPercentile, type Curve, type Point, sharesOf } from './curves.ts';
import { type DelayFigures, delaysOf } from './delays.ts';
import { type EfficiencyFigures, efficiencyOf } from './efficiency.ts';
import { byMode, mergedLatencies, type TrialGroup } from './groups.ts';
import { type HeldLonger, heldLonger } from './held-longer.ts';
import { limitsOf, type ModeLimit } from './mode-limits.ts';
import { type Ranking, rankings } from './ranking.ts';

/** What the latency experiment came to. */
export interface LatencyFigures {
  base: BaseFigures[];
  /** What was varied from it, by rising value. */
  varied: Partial<Record<Variation['kind'], TrialGroup[]>>;
  delays: DelayFigures[];
  bursts: Burst[];
  rankings: Ranking[];
  capacity: CapacityFigures | null;
  efficiency: EfficiencyFigures | null;
  limits: ModeLimit[];
  ceilings: CeilingFigures[];
}

/** The base at one rate; it alone has samples enough for whole curves. */
export interface BaseFigures {
  group: TrialGroup;
  byPercentile: Curve[];
  /** Completion alone: `[milliseconds, percent of the orders done by then]`. */
  shares: Curve[];
}

/** One burst, in every mode that has a usable trial of it. */
export interface Burst {
  /** The base rate times this. */
  times: number;
  modes: {
    mode: ModeName;
    /**
     * Orders due and not finished at the end of a second, at most; null where that was not recorded: older runs know only those
     * accepted and not complete, who are none by construction where an order is accepted once it is complete.
     */
    peak: number | null;
    notAccepted: number;
    /** Second by second, of its first usable trial. */
    seconds: Record<'offered' | 'waiting' | 'acceptance-slowest-ms' | 'completion-slowest-ms', Point[]>;
  }[];
}

/** The searches for the highest rate that holds. */
export interface CapacityFigures {
  group: TrialGroup;
  /** Milliseconds that the completion p99 must stay within. */
  sloMs: number;
  /** Modes in their order. */
  searches: {
    trial: Trial;
    usable: boolean;
    search: CapacitySearch;
    /** The lowest rate above the capacity that did not hold. */
    next: CapacityStep | null;
  }[];
  /** What became of the rates found when they were offered for longer; empty where none was. */
  longer: HeldLonger[];
}

export function latencyOf(folder: RunFolder, groups: TrialGroup[]): LatencyFigures {
  const varied: LatencyFigures['varied'] = {};
  for (const group of groups) {
    if (group.variation === null || group.fault !== 'none') continue;
    varied[group.variation.kind] = [...(varied[group.variation.kind] ?? []), group];
  }
  const capacity = capacityOf(folder);
  return {
    base: (varied.base ?? []).map((group) => baseOf(folder, group)),
    varied,
    delays: delaysOf(folder.run, varied.delay ?? []),
    bursts: (varied.burst ?? []).map((group) => burstOf(folder, group)),
    rankings: rankings(folder.run),
    capacity,
    efficiency: efficiencyOf(folder.run),
    limits: limitsOf(folder.run, capacity?.longer ?? []),
    ceilings: ceilingsOf(folder.run),
  };
}

function baseOf(folder: RunFolder, group: TrialGroup): BaseFigures {
  const sets = (['acceptance', 'completion'] as const).flatMap((kind) =>
    group.modes.flatMap(({ mode, used }) => {
      const set = mergedLatencies(folder, used, kind);
      return set === null ? [] : [{ mode, kind, set, samples: set.histogram.totalCount }];
    }),
  );
  const curves = (of: typeof sets, points: (set: Latencies) => Point[]) =>
    of.map(({ set, ...each }): Curve => ({ ...each, points: points(set) }));
  return {
    group,
    byPercentile: curves(
      sets.filter(({ samples }) => samples >= samplesNeeded(0.5)),
      byPercentile,
    ),
    shares: curves(
      sets.filter(({ kind, samples }) => kind === 'completion' && samples > 0),
      sharesOf,
    ),
  };
}

function burstOf({ series }: RunFolder, group: TrialGroup): Burst {
  return {
    times: group.variation?.value ?? 0,
    modes: group.modes.flatMap(({ mode, used }) => {
      const [trial] = used;
      if (trial === undefined) return [];
      const values = used.flatMap(({ id }) => seriesOf(series, id, 'unfinished').map(([, orders]) => orders));
      const of = (metric: Parameters<typeof seriesOf>[2]) => seriesOf(series, trial.id, metric);
      return [
        {
          mode,
          peak: values.length === 0 ? null : Math.max(...values),
          notAccepted: sum(used, ({ requests }) => requests.sent - requests.accepted),
          seconds: {
            offered: of('offered'),
            waiting: of('unfinished'),
            'acceptance-slowest-ms': of('acceptance-slowest-ms'),
            'completion-slowest-ms': of('completion-slowest-ms'),
          },
        },
      ];
    }),
  };
}

function capacityOf(folder: RunFolder): CapacityFigures | null {
  const { trials } = folder.run;
  const searched = trials.filter(({ experiment, capacity }) => experiment === 'latency' && capacity !== null);
  const [some] = searched;
  if (some === undefined) return null;
  const group: TrialGroup = {
    experiment: 'latency',
    fault: 'none',
    variation: some.variation,
    trials: searched,
    modes: byMode(folder, searched),
  };
  const searches = group.modes.flatMap(({ trials: own, used }) =>
    own.flatMap((trial) => {
      const { capacity: search } = trial;
      return search === null ? [] : [{ trial, usable: used.includes(trial), search, next: nextStep(search) }];
    }),
  );
  const sloMs = some.capacity?.sloMs ?? 0;
  return { group, sloMs, searches, longer: heldLonger(folder, sloMs) };
}
