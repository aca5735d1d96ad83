import type { RunFolder } from '../../record/read-run.ts';
import type { FaultTimeline, ModeName, NotRun, Percentiles, RequestCounts, Trial } from '../../record/run-file.ts';
import { hasLost, isUsable } from '../../record/trial-use.ts';
import type { PredictedRate, WorkCell, WorkKey } from '../../record/work-cell.ts';
import { type Curve, sharesOf } from './curves.ts';
import { type JudgedOutcome, outcomeOf } from './outcome.ts';
import { MISSED, type WorkLimiter, workLimiterOf } from './work-limiter.ts';
import { isKilled, type WrongFigures, wrongOf } from './wrong-ways.ts';

/** A mode in one of the orderings that it offers; null where none can be chosen. */
export interface WorkLine {
  mode: ModeName;
  ordering: string | null;
}

/** What is the same in every mode: a row of the tables. */
export type WorkRow = Omit<WorkKey, 'ordering'>;

/** One cell: what was done at most beside the prediction, and how long orders took below it. */
export interface CellFigures extends WorkLine {
  row: WorkRow;
  trial: Trial;
  /** Null for the control. */
  predicted: PredictedRate | null;
  /** Orders per second while more came than could be done; null where the trial lost orders, or failed. */
  measured: number | null;
  ratio: number | null;
  /** Null where the ratio is near 1. */
  limiter: WorkLimiter | null;
  /** At this rate; null where the figures may not be used. Microseconds. */
  ratePerSecond: number;
  completion: Percentiles | null;
  /** Completion of the orders that do not take long; null where all take as long, or the figures may not be used. */
  others: Percentiles | null;
}

/** A cell in the middle of which inventory was killed. */
export interface KilledFigures extends WorkLine {
  row: WorkRow;
  trial: Trial;
  outcome: JudgedOutcome;
  /** Findings of each check that was violated. */
  broken: { check: string; findings: number }[];
  warehouse: WorkCell['warehouse'];
  requests: RequestCounts;
  timeline: FaultTimeline | null;
}

export interface WorkFigures {
  lines: WorkLine[];
  rows: WorkRow[];
  cells: CellFigures[];
  killed: KilledFigures[];
  /** Cells without a trial. */
  gaps: (NotRun & { cell: WorkKey })[];
  /** What is done wrong most, and what it costs. */
  wrong: WrongFigures[];
  /** How soon orders were finished, where some take long: one picture for each such row, a curve for each line. */
  heldUp: { row: WorkRow; curves: (Curve & WorkLine)[] }[];
}

/** The work experiment; null where the run has none. */
export function workOf(folder: RunFolder): WorkFigures | null {
  const { run } = folder;
  const own = run.trials.flatMap((trial) =>
    trial.work === undefined || trial.work.besideWrong || trial.without.length > 0 ? [] : [{ trial, work: trial.work }],
  );
  const gaps = run.notRun.flatMap((gap) =>
    gap.cell === undefined || gap.without !== undefined ? [] : [{ ...gap, cell: gap.cell }],
  );
  if (run.trials.every(({ work }) => work === undefined) && gaps.length === 0) return null;
  const cells = own
    .filter(({ trial }) => !isKilled(trial))
    .map(({ trial, work }): CellFigures => {
      const { above, predicted } = work;
      const measured = hasLost(trial) ? null : (above?.completedPerSecond ?? null);
      const ratio = predicted === null || measured === null ? null : measured / predicted.perSecond;
      const missed = ratio !== null && Math.abs(ratio - 1) > MISSED;
      return {
        ...lineOf(trial, work),
        trial,
        predicted,
        measured,
        ratio,
        limiter: missed && predicted && above ? workLimiterOf(trial, run, predicted, above) : null,
        ratePerSecond: trial.load?.ratePerSecond ?? 0,
        completion: isUsable(trial) ? (trial.latency?.completion ?? null) : null,
        others: isUsable(trial) ? work.others : null,
      };
    });
  const killed = own
    .filter(({ trial }) => isKilled(trial))
    .map(({ trial, work }) => ({
      ...lineOf(trial, work),
      trial,
      outcome: outcomeOf([trial]),
      broken: trial.verdicts.flatMap(({ check, outcome, findings }) =>
        outcome === 'violated' ? [{ check, findings }] : [],
      ),
      warehouse: work.warehouse,
      requests: trial.requests,
      timeline: trial.timeline,
    }));
  const means = new Map(own.map(({ work }) => [work.time, work.predicted?.meanMs ?? 0]));
  const meanMs = ({ time }: WorkRow) => means.get(time) ?? Number.POSITIVE_INFINITY;
  const rank = ({ mode, ordering }: WorkLine) => `${run.modes.indexOf(mode)} ${ordering}`;
  const inOrder = <Of extends WorkLine>(some: readonly Of[]) =>
    some.toSorted((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
  const rows = distinct([...own.map(({ work }) => work), ...gaps.map(({ cell }) => cell)].map(rowOf)).toSorted(
    (a, b) => meanMs(a) - meanMs(b) || a.concurrency - b.concurrency || a.instances - b.instances,
  );
  const heldUp = rows.flatMap((row) => {
    const slow = cells.filter((cell) => isSame(cell.row, row) && cell.others !== null);
    const curves = slow.flatMap(({ mode, ordering, trial }) => {
      const latencies = folder.latencies(trial.id, 'completion');
      if (latencies === null) return [];
      const samples = latencies.histogram.totalCount;
      return [{ mode, ordering, kind: 'completion' as const, samples, points: sharesOf(latencies) }];
    });
    return curves.length === 0 ? [] : [{ row, curves: inOrder(curves) }];
  });
  return {
    lines: inOrder(distinct(own.map(({ trial, work }) => ({ mode: trial.mode, ordering: work.ordering })))),
    rows,
    cells: inOrder(cells),
    killed: inOrder(killed),
    wrong: wrongOf(run),
    gaps,
    heldUp,
  };
}

export const isSame = (a: WorkRow, b: WorkRow): boolean =>
  a.time === b.time && a.concurrency === b.concurrency && a.instances === b.instances;

export const isOn = (line: WorkLine, cell: WorkLine): boolean =>
  cell.mode === line.mode && cell.ordering === line.ordering;

const lineOf = ({ mode }: Trial, { ordering, time, concurrency, instances }: WorkCell) => ({
  mode,
  ordering,
  row: { time, concurrency, instances },
});

const rowOf = ({ time, concurrency, instances }: WorkKey): WorkRow => ({ time, concurrency, instances });

function distinct<Item>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
