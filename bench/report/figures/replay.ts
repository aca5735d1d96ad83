import { isPlannedGap } from '../../record/planned-gap.ts';
import type { RunFolder } from '../../record/read-run.ts';
import { linesOf } from '../../record/read-series.ts';
import type { DrainEvidence, ModeName, NotRun, ReplayEvidence, RunFile, Trial } from '../../record/run-file.ts';
import { usable } from './groups.ts';
import { type JudgedOutcome, outcomeOf } from './outcome.ts';

/** One rebuild and the trial it was made in. */
export interface Rebuild {
  trial: Trial;
  replay: ReplayEvidence;
  result: RebuildResult;
  /** It asked for the same rows that it is compared with: whatever is equal then is one reading and another of the same state. */
  rereads: boolean;
  /** Records per second, and what an empty handler reached at the most; null where nobody timed that, or it was too short to tell. */
  perSecond: number | null;
  ceilingPerSecond: number | null;
  /** Tables with another number of rows than before; null: there was no such table. */
  changed: { table: string; before: number | null; after: number | null }[];
  /** 1, or more where the mode made this rebuild in several trials. */
  repetition: number;
}

/**
 * What a rebuild came to. `gap`: something is known to be missing, whatever the digests say. `nothing`: no record was
 * read, so that two empty results must not pass for a proof.
 */
export type RebuildResult = 'equal' | 'differs' | 'gap' | 'nothing';

export interface ModeReplay {
  mode: ModeName;
  /** As they were made. */
  rebuilds: Rebuild[];
  /** The worst verdict of the trials with a rebuild. */
  outcome: JudgedOutcome;
  gaps: NotRun[];
  /** Whether a trial of the experiment has anything to show. */
  tried: boolean;
  /** Why the mode has no rebuild, by its check; null where that does not say. */
  notApplicable: string | null;
}

/** The replay experiment; null where the run has none. */
export interface ReplayFigures {
  trials: { trial: Trial; outcome: JudgedOutcome }[];
  modes: ModeReplay[];
  rebuilds: Rebuild[];
  /** Orders that the histories of each mode tell of: each number there is. */
  orders: { mode: ModeName; accepted: number[] }[];
}

export function replayOf({ modes, trials, notRun }: RunFile): ReplayFigures | null {
  if (![...trials, ...notRun].some(({ experiment }) => experiment === 'replay')) return null;
  const own = trials.filter(({ experiment }) => experiment === 'replay');
  const byMode = modes.map((mode): ModeReplay => {
    const tried = own.filter((trial) => trial.mode === mode);
    const rebuilds = rebuildsOf(tried);
    const judged = tried.flatMap(({ verdicts }) => verdicts.filter(({ check }) => check === 'replay'));
    return {
      mode,
      rebuilds,
      outcome: outcomeOf(rebuilds.map(({ trial }) => trial)),
      gaps: notRun.filter((each) => each.experiment === 'replay' && each.mode === mode),
      tried: tried.some(({ replays, drain }) => replays.length > 0 || drain !== null),
      notApplicable: judged.find(({ outcome }) => outcome === 'not-applicable')?.because ?? null,
    };
  });
  return {
    trials: own.map((trial) => ({ trial, outcome: outcomeOf([trial]) })),
    modes: byMode,
    rebuilds: byMode.flatMap(({ rebuilds }) => rebuilds),
    orders: byMode.flatMap(({ mode, rebuilds }) =>
      rebuilds.length === 0
        ? []
        : [{ mode, accepted: [...new Set(rebuilds.map(({ trial }) => trial.orders.accepted))] }],
    ),
  };
}

function rebuildsOf(trials: Trial[]): Rebuild[] {
  const made = trials.flatMap((trial) => trial.replays.map((replay) => ({ trial, replay })));
  return made.map(({ trial, replay }, index) => ({
    trial,
    replay,
    result: resultOf(replay),
    // Older files do not say what was handed over: there, whoever called a service was given its rows.
    rereads: replay.hands === undefined ? replay.requests > 0 : replay.hands === 'rows',
    perSecond: toldRate(replay.records, replay.recordsPerSecond),
    ceilingPerSecond: toldRate(replay.records, replay.ceilingPerSecond),
    changed: changedRows(replay),
    repetition: 1 + made.slice(0, index).filter((other) => other.replay.name === replay.name).length,
  }));
}

/**
 * Those that came out equal, of all that should; besides, what was read `again` by who knew most of it, so that nothing was
 * computed and nothing changed; `rows` that were read twice and were the same; and those that had records taken away first and
 * said so.
 */
export function equalOf(
  rebuilds: readonly Rebuild[],
): Record<'equal' | 'of' | 'again' | 'rows' | 'removed', Rebuild[]> {
  const isRemoved = ({ replay }: Rebuild) => isPlannedGap(replay);
  const isAgain = ({ replay, result }: Rebuild) => result === 'equal' && 2 * replay.duplicatesIgnored > replay.records;
  const isRows = ({ rereads, result }: Rebuild) => result === 'equal' && rereads;
  const of = rebuilds.filter((each) => !isRemoved(each) && !isAgain(each) && !isRows(each));
  return {
    equal: of.filter(({ result }) => result === 'equal'),
    of,
    again: rebuilds.filter(isAgain),
    rows: rebuilds.filter(isRows),
    removed: rebuilds.filter(isRemoved),
  };
}

function resultOf(replay: ReplayEvidence): RebuildResult {
  if (replay.gaps.length > 0) return 'gap';
  if (replay.records === 0 || replay.digest === '') return 'nothing';
  if (replay.events && replay.events.digest !== replay.events.expectedDigest) return 'differs';
  return replay.digest === replay.expectedDigest && changedRows(replay).length === 0 ? 'equal' : 'differs';
}

function changedRows({ rowsBefore, rowsAfter }: ReplayEvidence): Rebuild['changed'] {
  const tables = [...new Set([...Object.keys(rowsBefore), ...Object.keys(rowsAfter)])].sort();
  return tables
    .filter((table) => rowsBefore[table] !== rowsAfter[table])
    .map((table) => ({ table, before: rowsBefore[table] ?? null, after: rowsAfter[table] ?? null }));
}

/** A backlog that was built up on purpose, in one trial. */
export interface Drain {
  trial: Trial;
  drain: DrainEvidence;
  usable: boolean;
  /** Messages per second while they flowed; null when that was too short to tell. */
  perSecond: number | null;
  /** Messages by which broker and services differ at most; null: never sampled. */
  apart: number | null;
  /** What waited in the broker, by queue or consumer group, where anything ever did: the most first. */
  consumers: { name: string; peak: number; data: [number, number][] }[];
}

/** Modes in their order. */
export function drainsOf({ run, series }: RunFolder): Drain[] {
  return run.modes.flatMap((mode) =>
    run.trials.flatMap((trial) => {
      const { drain } = trial;
      if (trial.mode !== mode || drain === null) return [];
      const differences = drain.samples.map(({ broker, services }) => Math.abs(broker - services));
      const consumers = linesOf(series, trial.id, 'broker-backlog')
        .map((line) => ({ ...line, peak: Math.max(...line.data.map(([, value]) => value)) }))
        .filter(({ peak }) => peak > 0)
        .sort((a, b) => b.peak - a.peak || (a.name < b.name ? -1 : 1));
      const apart = differences.length === 0 ? null : Math.max(...differences);
      const perSecond = rateOf(drain);
      return [{ trial, drain, perSecond, usable: usable([trial]).length > 0, apart, consumers }];
    }),
  );
}

/** Of less than this nothing can be told. */
const SHORTEST_FLOW_S = 0.2;

/** A rate at which so many records took long enough to tell; else null. */
const toldRate = (records: number, perSecond: number | null | undefined): number | null =>
  perSecond && records / perSecond >= SHORTEST_FLOW_S ? perSecond : null;

/**
 * Older runs divided a short drain by the start-up of the consumer as well: where their samples show that messages flowed for
 * less than can be told, there is no rate.
 */
function rateOf({ drainedPerSecond, startUpSeconds, liftedSecond = 0, samples }: DrainEvidence): number | null {
  if (startUpSeconds !== undefined) return drainedPerSecond;
  const later = samples.filter(({ second }) => second > liftedSecond);
  const from = later.findLast(({ broker }) => broker === Math.max(...later.map((each) => each.broker)));
  const to = later.find(({ broker, second }) => broker === 0 && second > (from?.second ?? 0));
  return from && to && to.second - from.second > SHORTEST_FLOW_S ? drainedPerSecond : null;
}
