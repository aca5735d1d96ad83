import type { ModeName, Trial } from '../../../record/run-file.ts';
import { isVoid, voidedBy } from '../../../record/trial-use.ts';
import { type TrialGroup, trialsOf, usable } from '../../figures/groups.ts';
import { whyWords } from '../reason-words.ts';
import { noFigure, type SummaryRow, voidFigure } from './summary-table.ts';

/**
 * One row with a cell per mode, made of what `pick` finds in its usable trials: `–` where no trial has it, `void`
 * where only void ones do.
 */
export function modeRow<T>(
  label: string,
  { group, modes }: { group: TrialGroup; modes: ModeName[] },
  pick: (trial: Trial) => T | null | undefined,
  cell: (values: T[]) => string,
): SummaryRow {
  return {
    label,
    cells: modes.map((mode) => {
      const trials = trialsOf(group, mode).filter((trial) => (pick(trial) ?? null) !== null);
      if (trials.length === 0) return noFigure;
      const used = usable(trials);
      return used.length === 0 ? unusedFigure(trials) : cell(used.flatMap((trial) => pick(trial) ?? []) as T[]);
    }),
  };
}

/** Marks modes whose warm-up was cut off before the figures had settled; no row where all had. */
export function steadyRows(place: { group: TrialGroup; modes: ModeName[] }): SummaryRow[] {
  if (!usable(place.group.trials).some(({ notSteady }) => notSteady)) return [];
  const words = (trials: Trial[]) => {
    const unsettled = trials.filter(({ notSteady }) => notSteady).length;
    if (unsettled === 0) return 'yes';
    return trials.length === 1 ? 'NOT STEADY' : `NOT STEADY in ${unsettled} of ${trials.length} trials`;
  };
  return [modeRow('settled before measuring (steady)', place, (trial) => trial, words)];
}

/** Where no trial may be used: `void` where one was to be, no figure where none was. */
export const unusedFigure = (trials: readonly Trial[]): string => (trials.some(isVoid) ? voidFigure : noFigure);

/** Why the trials of a group that may not be used may not. */
export function voidRemarks(group: TrialGroup): string[] {
  return group.trials.flatMap((trial) => voidRemark(trial));
}

export function voidRemark(trial: Trial): string[] {
  const why = voidedBy(trial);
  return why === null ? [] : [`void, and left out above: ${trial.id}: ${whyWords(why)}`];
}
