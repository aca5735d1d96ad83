import { faultRank, leads } from '../../faults/all.ts';
import { sum } from '../../measure/sums.ts';
import type { RunFolder } from '../../record/read-run.ts';
import { seriesOf, type Waiting, waitingIn } from '../../record/read-series.ts';
import type { FaultTimeline, NotRun, RequestCounts, SeriesRow, Trial } from '../../record/run-file.ts';
import { isVoid } from '../../record/trial-use.ts';
import { byMode, type ModeTrials, type TrialGroup } from './groups.ts';
import { type JudgedOutcome, outcomeOf } from './outcome.ts';
import { caughtUpMs, isHealedByPlan, type RecoveryFigures, recoveryOf, type Spread, spreadOf } from './recovery.ts';

/** One fault in every mode. */
export interface FaultFigures {
  fault: string;
  /** No fault at all: there to compare with. */
  control: boolean;
  /** Most people ask for it first: in a run of many it is told in full, and others are folded or left to the matrix. */
  leading: boolean;
  /** All its trials; null where it could be put to no mode. */
  group: TrialGroup | null;
  /** Those of the first block alone: blocks are seeds, and a sum over seeds is nobody's experience. */
  first: TrialGroup | null;
  /** One per mode of the run. */
  cells: MatrixCell[];
  /** Per mode that has any, its first usable trial second by second. */
  seconds: FaultSeconds[];
}

/** A question that was put, with its answer; one that was not, with the reason; or `missing`, which is neither. */
export type MatrixCell = JudgedCell | { kind: 'gap'; gap: NotRun } | { kind: 'missing' };

/**
 * The verdict comes from all trials; what clients saw and how long it took only from those whose figures may be used.
 */
export interface JudgedCell {
  kind: 'judged';
  outcome: JudgedOutcome;
  /** In how many of the trials the outcome was this one; how long the fault lasted in them, where that differs by more than double. */
  seeds: { same: number; of: number; lasted: Spread | null };
  /** Of all its trials: those that a verdict stands for. */
  requests: RequestCounts;
  /** Null where no trial may be used: void, or planned for the verdict alone. */
  client: ClientFigures | null;
  void: boolean;
  data: DataFigures;
  recovery: RecoveryFigures;
  /** Milliseconds from healing until a trial that is for the verdict alone caught up, where that is far longer than any timed one; else null. */
  elsewhereMs: number | null;
}

/** A recovery so long, and so many times the longest that was timed, is no noise of modes that run beside each other. */
const FAR_LONGER = { ms: 2000, times: 10 };
/** Faults of one seed lasted as long as those of another where they differ by less, or were over at once. */
const AS_LONG = { ms: 1000, times: 2 };

/** What clients were told of the orders they placed. */
interface ClientFigures {
  counts: RequestCounts;
  /** Of which orders: those due while the fault was on, those before one that strikes when all is done, or all. */
  when: 'during' | 'before' | 'whole';
  /** As many orders are stored as failed as requests failed, in these trials as a whole. */
  keptAsFailed: boolean;
  /** Not accepted just before or after, so that a late recovery is not hidden. */
  beside: number;
}

/** What became of the data: the checks that came out as the cell did. */
interface DataFigures {
  checks: string[];
  parked: number;
}

/** Points are seconds from the injection and a value; null where nothing due in that second was ever completed. */
interface FaultSeconds {
  trial: Trial;
  timeline: FaultTimeline;
  accepted: Point[];
  waiting: { of: Waiting; data: Point[] };
  'completion-slowest-ms': Point[];
}

export type Point = [number, number | null];

/** Every fault against every mode, in the order of the report. */
export function faultsOf(folder: RunFolder, groups: TrialGroup[]): FaultFigures[] {
  const { run } = folder;
  const gaps = run.notRun.filter(({ experiment, without }) => experiment === 'failure' && without === undefined);
  const own = groups.filter(({ experiment }) => experiment === 'failure');
  const faults = [...new Set([...own.map(({ fault }) => fault), ...gaps.map(({ fault }) => fault)])];
  return faults
    .sort((a, b) => faultRank(a) - faultRank(b) || (a < b ? -1 : 1))
    .map((fault): FaultFigures => {
      const group = own.find((each) => each.fault === fault) ?? null;
      return {
        fault,
        control: fault === 'none',
        leading: leads(fault),
        group,
        first: group && firstBlock(folder, group),
        cells: run.modes.map((mode, index): MatrixCell => {
          const trials = group?.modes[index];
          if (trials !== undefined && trials.trials.length > 0) return judged(trials);
          const gap = gaps.find((each) => each.fault === fault && each.mode === mode);
          return gap === undefined ? { kind: 'missing' } : { kind: 'gap', gap };
        }),
        seconds: (group?.modes ?? []).flatMap(({ used }) => {
          const trial = used.find(({ timeline }) => timeline);
          return trial?.timeline ? [secondsOf(folder.series, trial, trial.timeline)] : [];
        }),
      };
    });
}

function firstBlock(folder: RunFolder, group: TrialGroup): TrialGroup {
  const earliest = Math.min(...group.trials.map(({ block }) => block));
  const trials = group.trials.filter(({ block }) => block === earliest);
  return { ...group, trials, modes: byMode(folder, trials) };
}

function judged({ trials, used, outcome }: ModeTrials): JudgedCell {
  const timelines = used.flatMap(({ fault, timeline }) => (fault === 'none' ? [] : (timeline ?? [])));
  const verdicts = trials.flatMap((trial) => trial.verdicts);
  const recovery: RecoveryFigures = used.some(isHealedByPlan) ? { kind: 'untimed' } : recoveryOf(timelines);
  return {
    kind: 'judged',
    outcome,
    seeds: {
      same: trials.filter((trial) => outcomeOf([trial]) === outcome).length,
      of: trials.length,
      lasted: lastedIn(trials),
    },
    requests: added(trials.map(({ requests }) => requests)),
    client: clientOf(used, timelines),
    void: trials.some(isVoid),
    data: {
      checks: [...new Set(verdicts.filter((each) => each.outcome === outcome).map(({ check }) => check))],
      parked: Math.max(0, ...trials.map(({ orders }) => orders.parked)),
    },
    recovery,
    elsewhereMs: elsewhereIn(trials, used, recovery),
  };
}

function lastedIn(trials: readonly Trial[]): Spread | null {
  const lasted = spreadOf(trials.flatMap(({ timeline: at }) => (at ? at.healedMs - at.injectedMs : [])));
  return lasted.lowMs > AS_LONG.ms && lasted.highMs > AS_LONG.times * lasted.lowMs ? lasted : null;
}

function elsewhereIn(trials: readonly Trial[], used: readonly Trial[], recovery: RecoveryFigures): number | null {
  if (recovery.kind !== 'caught up') return null;
  const others = trials.filter((trial) => !used.includes(trial) && !isVoid(trial));
  const longest = Math.max(
    ...others.flatMap(({ timeline: at }) => {
      const ms = at && caughtUpMs(at);
      return at && typeof ms === 'number' ? ms - at.healedMs : [];
    }),
  );
  return longest > FAR_LONGER.ms && longest > FAR_LONGER.times * recovery.highMs ? longest : null;
}

function clientOf(used: Trial[], timelines: FaultTimeline[]): ClientFigures | null {
  if (used.length === 0) return null;
  const whole = added(used.map(({ requests }) => requests));
  const keptAsFailed = whole.failed > 0 && sum(used, ({ orders }) => orders.failed) === whole.failed;
  const during = timelines.flatMap(({ clientDuringFault }) => clientDuringFault ?? []);
  const turnedAway = ({ sent, accepted }: RequestCounts) => sent - accepted;
  const counts = added(during);
  // What is over at once may be over before the next request is due.
  if (counts.sent > 0) {
    return { counts, when: 'during', keptAsFailed, beside: Math.max(0, turnedAway(whole) - turnedAway(counts)) };
  }
  // A fault that strikes when all is done is not felt by any client.
  const before = used.some(({ fault, timeline }) => fault !== 'none' && timeline === null);
  return { counts: whole, when: before ? 'before' : 'whole', keptAsFailed, beside: 0 };
}

function added(all: RequestCounts[]): RequestCounts {
  return {
    sent: sum(all, (each) => each.sent),
    accepted: sum(all, (each) => each.accepted),
    refused: sum(all, (each) => each.refused),
    failed: sum(all, (each) => each.failed),
    timedOut: sum(all, (each) => each.timedOut),
    connectionErrors: sum(all, (each) => each.connectionErrors),
    unfinished: sum(all, (each) => each.unfinished),
  };
}

/** Second 0 is the injection. Rates belong to the middle of their second, a backlog to its end. */
function secondsOf(series: SeriesRow[], trial: Trial, timeline: FaultTimeline): FaultSeconds {
  const line = (of: [number, number][], shift: number, inside: (second: number) => boolean = () => true) => {
    const values = new Map(of.filter(([second]) => inside(second)));
    const seconds = [...values.keys()];
    const [from, to] = [Math.min(...seconds), Math.max(...seconds)];
    const points: Point[] = [];
    for (let second = from; second <= to; second += 1) {
      const x = Number((second + shift - timeline.injectedMs / 1000).toFixed(3));
      points.push([x, values.get(second) ?? null]);
    }
    return points;
  };
  const waiting = waitingIn(series, trial.id);
  const slowest = line(seriesOf(series, trial.id, 'completion-slowest-ms'), 0.5);
  return {
    trial,
    timeline,
    accepted: line(seriesOf(series, trial.id, 'accepted'), 0.5, wholeSeconds(series, trial.id)),
    waiting: { of: waiting.of, data: line(waiting.data, 1) },
    'completion-slowest-ms': slowest.map(([x, y]): Point => [x, y === 0 ? null : y]),
  };
}

/** Seconds with load from their first moment to their last: the rate of others would look like a dip. */
function wholeSeconds(series: SeriesRow[], trial: string): (second: number) => boolean {
  const loaded = seriesOf(series, trial, 'offered').flatMap(([second, value]) => (value > 0 ? second : []));
  if (loaded.length < 3) return () => true;
  const [first, last] = [Math.min(...loaded), Math.max(...loaded)];
  return (second) => second > first && second < last;
}
