import { latenessWords } from '../../measure/generator-doubts.ts';
import type { ModeName, Trial } from '../../record/run-file.ts';
import { isVoid, voidedBy } from '../../record/trial-use.ts';
import type { ModeTrials, TrialGroup } from '../figures/groups.ts';
import { type SlowVoids, slowVoidsOf } from '../figures/slow-voids.ts';
import { fewAccepted } from '../words/few-accepted.ts';
import { msOfMicros } from '../words/format.ts';
import { modeLabel, outcomeLabel } from '../words/names.ts';
import { whyWords } from '../words/reason-words.ts';

/** One part of the comparison, the same for Markdown and terminal. */
export interface SummaryTable {
  title: string;
  /** What was done, in one or two sentences. */
  note: string;
  columns: Column[];
  rows: SummaryRow[];
  /** Sentences below the table: reasons that are too long for a cell. */
  remarks: string[];
  /** What was varied beside what is compared: a page folds it. */
  aside?: true;
}

export interface Column {
  head: string;
  /** Its cells are sentences: a terminal has no room for them. */
  sentences?: boolean;
}

export interface SummaryRow {
  label: string;
  cells: Cell[];
  /** Every mode has 0 or nothing here: a short table leaves the row out. */
  idle?: boolean;
  /** Said even when it is idle. */
  kept?: boolean;
  /** Nobody has such a figure, or none that may be used: no table shows the row. */
  empty?: boolean;
}

/** Plain text; `loud` must not be overlooked. */
export type Cell = string | { loud: string };

export const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.loud);

/** Shown where a mode has no such figure at all. */
export const noFigure = '–';

/** Without the columns in which no row has a figure; the first is the label's. */
export function withoutSilent(head: string[], rows: string[][]): { head: string[]; rows: string[][] } {
  const kept = head.map((_, column) => column === 0 || !rows.every((row) => row[column] === noFigure));
  const of = (cells: string[]) => cells.filter((_, column) => rows.length === 0 || kept[column]);
  return { head: of(head), rows: rows.map(of) };
}

/** Shown where there is a figure that must not be used; `void` is always explained under the table. */
export const voidFigure: Cell = { loud: 'void' };

/** Where no trial may be used: `void` where one was to be, no figure where none was. */
export const unusedFigure = (trials: readonly Trial[]): Cell => (trials.some(isVoid) ? voidFigure : noFigure);

export function modeColumns(modes: ModeName[]): Column[] {
  return modes.map((mode) => ({ head: `${modeLabel(mode)} (${mode})` }));
}

/**
 * One row with a cell per mode, made of what `pick` finds in its usable trials: `–` where no trial has it, `void`
 * where only void ones do. `isZero` tells the values that are nothing to speak of.
 */
export function modeRow<T>(
  label: string,
  group: TrialGroup,
  pick: (trial: Trial) => T | null | undefined,
  cell: (values: T[]) => Cell,
  isZero: (values: T[]) => boolean = () => false,
): SummaryRow {
  const found = group.modes.map(({ trials, used }) => ({
    voided: trials.some((trial) => (pick(trial) ?? null) !== null && isVoid(trial)),
    values: used.flatMap((trial) => {
      const value = pick(trial) ?? null;
      return value === null ? [] : [value];
    }),
  }));
  return {
    label,
    cells: found.map(({ voided, values }) => (values.length > 0 ? cell(values) : voided ? voidFigure : noFigure)),
    idle: found.every(({ voided, values }) => (values.length > 0 ? isZero(values) : !voided)),
    empty: found.every(({ values }) => values.length === 0),
  };
}

/** Marks modes whose warm-up was cut off before the figures had settled; no row where all had. */
export function steadyRows(group: TrialGroup): SummaryRow[] {
  if (!group.modes.some(({ used }) => used.some(({ notSteady }) => notSteady))) return [];
  const words = (trials: Trial[]): Cell => {
    const unsettled = trials.filter(({ notSteady }) => notSteady).length;
    if (unsettled === 0) return 'yes';
    return { loud: trials.length === 1 ? 'NOT STEADY' : `NOT STEADY in ${unsettled} of ${trials.length} trials` };
  };
  return [modeRow('settled before measuring (steady)', group, (trial) => trial, words)];
}

/** Why the trials of a group that may not be used may not, or not all of them. */
export const voidRemarks = ({ trials }: TrialGroup): string[] => trials.flatMap(voidRemark);

export function voidRemark(trial: Trial): string[] {
  const why = voidedBy(trial);
  const { id, acceptanceVoid } = trial;
  if (why !== null) return [`void, and left out above: ${id}: ${whyWords(why)}`];
  return acceptanceVoid ? [`acceptance void, and left out above: ${id}: ${latenessWords(acceptanceVoid)}`] : [];
}

/** Where leaving void trials out makes a mode look better than it was; `at`: the load, '' where the table has but one. */
export const slowVoidRemarks = (
  trials: readonly Trial[],
  at = '',
  kinds: readonly SlowVoids['kind'][] = ['completion', 'acceptance'],
): string[] =>
  slowVoidsOf(trials).flatMap(({ mode, kind, voided, used }) => {
    if (!kinds.includes(kind)) return [];
    const medians = (values: number[]) => `${values.map(msOfMicros).join(', ')} ms`;
    return `VOID ONES ARE SLOWER: ${mode}${at}: ${kind} p50 ${medians(voided)} in void trials, ${medians(used)} in those used: what is left out makes its times look shorter`;
  });

/** The worst verdict of each mode's trials, of all seeds, with how many checks stand behind it. */
export function verdictRow({ modes }: TrialGroup): SummaryRow {
  return { label: 'verdict (worst of its checks)', cells: modes.map(verdictOf) };
}

function verdictOf({ trials, outcome }: ModeTrials): Cell {
  if (trials.length === 0) return noFigure;
  const verdicts = trials.flatMap((trial) => trial.verdicts);
  const same = verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const applicable = verdicts.filter((verdict) => verdict.outcome !== 'not-applicable').length;
  const seeds = new Set(trials.map(({ seed }) => seed)).size;
  const many = seeds > 1 ? `, ${seeds} seeds` : '';
  const few = fewAccepted(trials);
  const words = `${outcomeLabel[outcome]} (${same} of ${applicable} checks${many}${few === null ? '' : `; ${few}`})`;
  return outcome === 'violated' ? { loud: words } : words;
}
