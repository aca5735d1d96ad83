import { promiseOf, settingsOf } from '../../brokers/promises/promises.ts';
import type { ClusterSetting, Promised } from '../../brokers/promises/setting.ts';
import { faultRank, nodeFaults } from '../../faults/all.ts';
import { findMode } from '../../modes.ts';
import type { ClusterCell, LeaderSeen, SettingOutcome } from '../../record/cluster-cell.ts';
import type { RunFolder } from '../../record/read-run.ts';
import { linesOf } from '../../record/read-series.ts';
import type { ModeName, NotRun, Trial } from '../../record/run-file.ts';
import { type JudgedOutcome, outcomeOf } from './outcome.ts';
import { type Stall, stallsOf } from './stalls.ts';

/** One setting of a mode's broker. */
export interface SettingOf {
  mode: ModeName;
  setting: ClusterSetting;
}

/** One setting under one fault, over all seeds. */
export interface SettingCell extends SettingOf {
  fault: string;
  promises: Promised;
  /** Trials whose fault is proven, and those of them in which acknowledged records were lost. */
  tries: number;
  losing: number;
  /** Those in which it is not known what was lost: nobody could read it at the end, or not all copies were there. */
  unreadable: number;
  unsettled: number;
  attempted: number;
  acknowledged: number;
  /** Of those, the ones of trials in which it is known what was lost. */
  judged: number;
  lost: number;
  ids: string[];
  doubled: number;
  inverted: number;
  refused: number;
  refusedButThere: number;
  unknown: number;
  acknowledgedMeanwhile: number;
  noAcceptanceMs: number[];
  noCompletionMs: number[];
  errors: SettingOutcome['errors'];
}

/** The services of a mode under one fault. */
interface OrdersCell {
  mode: ModeName;
  fault: string;
  trial: Trial;
  outcome: JudgedOutcome;
}

/** One fault second by second, in one mode: records acknowledged under the setting of the services; second 0 is the injection. */
export interface Course {
  mode: ModeName;
  data: [number, number][];
  healed: number;
  /** When another node was seen to lead than before. */
  changes: number[];
}

/** So many of the nodes away at once: what was still acknowledged, and what was lost. */
export interface NodesAway {
  mode: ModeName;
  nodes: number;
  away: number;
  cells: SettingCell[];
}

export interface ClusterFigures {
  modes: ModeName[];
  /** In the order of reports. */
  faults: string[];
  settings: SettingOf[];
  cells: SettingCell[];
  orders: OrdersCell[];
  /** Milliseconds from healing until every copy was where it should be; null: that was not seen in time. */
  complete: { mode: ModeName; fault: string; ms: (number | null)[] }[];
  courses: { fault: string; lines: Course[] }[];
  nodesAway: NodesAway[];
  stalls: Stall[];
  gaps: NotRun[];
  /** Trials of records that are left out of all figures, since nothing proves that their fault happened. */
  unproven: { mode: ModeName; fault: string; tries: number }[];
}

type Told = Trial & { cluster: ClusterCell };

/** The cluster experiment; null where the run has none. */
export function clusterOf({ run, series }: RunFolder): ClusterFigures | null {
  const told = run.trials.filter((trial): trial is Told => trial.cluster !== undefined);
  const trials = told.filter(({ cluster }) => cluster.timeouts === undefined);
  const gaps = run.notRun.filter(({ experiment }) => experiment === 'cluster');
  if (trials.length === 0 && gaps.length === 0) return null;
  const modes = run.modes.filter((mode) => trials.some((trial) => trial.mode === mode));
  const faults = [...new Set(trials.map(({ fault }) => fault))].toSorted((a, b) => faultRank(a) - faultRank(b));
  const settings = modes.flatMap((mode) =>
    settingsOf(findMode(mode)?.broker?.kind ?? '').map((setting) => ({ mode, setting })),
  );
  const all = (mode: ModeName, fault: string, looks: ClusterCell['looks']) =>
    trials.filter((trial) => trial.mode === mode && trial.fault === fault && trial.cluster.looks === looks);
  const of = (mode: ModeName, fault: string) => all(mode, fault, 'records').filter(isProven);
  const cells = faults.flatMap((fault) => settings.flatMap((each) => cellOf(each, fault, of(each.mode, fault))));
  const pairs = faults.flatMap((fault) => modes.map((mode) => ({ fault, mode })));
  return {
    modes,
    faults,
    settings,
    cells,
    orders: pairs.flatMap(({ mode, fault }) =>
      all(mode, fault, 'orders').map((trial) => ({ mode, fault, trial, outcome: outcomeOf([trial]) })),
    ),
    complete: pairs.flatMap(({ mode, fault }) => {
      const own = of(mode, fault);
      return own.length === 0 ? [] : [{ mode, fault, ms: own.map(({ cluster }) => cluster.completeMs) }];
    }),
    courses: faults.flatMap((fault) => {
      const lines = modes.flatMap((mode) => courseOf(series, of(mode, fault), settings));
      return lines.length === 0 ? [] : [{ fault, lines }];
    }),
    nodesAway: modes.flatMap((mode) => awayOf(mode, cells, trials)),
    stalls: stallsOf(run),
    gaps,
    unproven: pairs.flatMap(({ mode, fault }) => {
      const tries = all(mode, fault, 'records').length - of(mode, fault).length;
      return tries === 0 ? [] : [{ mode, fault, tries }];
    }),
  };
}

const isProven = ({ cluster: { witness } }: Told): boolean => witness !== null;

function cellOf({ mode, setting }: SettingOf, fault: string, trials: readonly Told[]): SettingCell[] {
  const own = trials.flatMap(({ cluster }) => cluster.settings.filter((each) => each.setting === setting.name));
  if (own.length === 0) return [];
  const sum = (of: (outcome: SettingOutcome) => number) => own.reduce((all, outcome) => all + of(outcome), 0);
  return [
    {
      mode,
      setting,
      fault,
      promises: own[0]?.promises ?? promiseOf(setting, fault),
      tries: own.length,
      losing: own.filter(({ lost }) => lost > 0).length,
      unreadable: own.filter(({ unreadable }) => unreadable).length,
      unsettled: own.filter(({ unsettled }) => unsettled).length,
      attempted: sum((each) => each.attempted),
      acknowledged: sum((each) => each.acknowledged),
      judged: sum((each) => (isKnown(each) ? each.acknowledged : 0)),
      lost: sum((each) => each.lost),
      ids: own.find(({ lost }) => lost > 0)?.lostIds ?? [],
      doubled: sum((each) => each.doubled),
      inverted: sum((each) => each.inverted),
      refused: sum((each) => each.refused),
      refusedButThere: sum((each) => each.refusedButThere ?? 0),
      unknown: sum((each) => each.unknown),
      acknowledgedMeanwhile: sum((each) => each.acknowledgedMeanwhile),
      noAcceptanceMs: own.map((each) => each.noAcceptanceMs),
      noCompletionMs: own.map((each) => each.noCompletionMs),
      errors: errorsOf(own),
    },
  ];
}

export const isOf = (of: SettingOf, cell: SettingOf): boolean =>
  cell.mode === of.mode && cell.setting.name === of.setting.name;

const isKnown = ({ unreadable, unsettled }: SettingOutcome): boolean => !unreadable && !unsettled;

function errorsOf(outcomes: readonly SettingOutcome[]): SettingOutcome['errors'] {
  const times = new Map<string, number>();
  for (const { text, times: n } of outcomes.flatMap(({ errors }) => errors))
    times.set(text, (times.get(text) ?? 0) + n);
  return [...times].map(([text, n]) => ({ text, times: n })).toSorted((a, b) => b.times - a.times);
}

/** Of the first trial that kept its seconds. */
function courseOf(series: RunFolder['series'], trials: readonly Told[], settings: readonly SettingOf[]): Course[] {
  const [trial] = trials;
  if (trial === undefined) return [];
  const ours = settings.find(({ mode, setting }) => mode === trial.mode && setting.ours)?.setting.name;
  const line = linesOf(series, trial.id, 'accepted').find(({ name }) => name === ours);
  if (line === undefined) return [];
  const { injectedMs, healedMs, leaders } = trial.cluster;
  const since = (ms: number) => (ms - injectedMs) / 1000;
  const values = new Map(line.data);
  const last = Math.floor(trial.load?.seconds ?? 0);
  const changes = changesIn(leaders.filter(({ copies }) => copies === ours));
  return [
    {
      mode: trial.mode,
      data: Array.from({ length: last }, (_, second) => [since(second * 1000 + 500), values.get(second) ?? 0]),
      healed: since(healedMs),
      changes: changes.map(since),
    },
  ];
}

/** Milliseconds. That nobody is known to lead may be said by a node that the leader does not reach; so it is no change, nor is its end. */
function changesIn(seen: readonly LeaderSeen[]): number[] {
  const known = seen.filter(({ leader }) => leader !== null);
  return known.flatMap(({ ms, leader }, index) => (index > 0 && leader !== known[index - 1]?.leader ? [ms] : []));
}

/** What the setting of the services did while one node was away, and two. */
function awayOf(mode: ModeName, cells: readonly SettingCell[], trials: readonly Told[]): NodesAway[] {
  const nodes = trials.find((trial) => trial.mode === mode)?.cluster.nodes ?? 0;
  const own = cells.filter((cell) => cell.mode === mode && cell.setting.ours);
  const awayIn = ({ fault }: SettingCell) => nodeFaults.find(({ name }) => name === fault)?.nodesAway;
  const numbers = [...new Set(own.flatMap((cell) => awayIn(cell) ?? []))].toSorted((a, b) => a - b);
  return numbers.map((away) => ({ mode, nodes, away, cells: own.filter((cell) => awayIn(cell) === away) }));
}
