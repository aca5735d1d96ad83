import type { ModeName } from '../../../record/run-file.ts';
import { type TrialGroup, trialsOf } from '../../figures/groups.ts';
import { outcomeOf } from '../../figures/outcome.ts';
import { outcomeLabel } from '../words.ts';
import { noFigure, type SummaryRow } from './summary-table.ts';

/** The worst verdict of each mode's trials, of all seeds, with how many checks stand behind it. */
export function verdictRow(group: TrialGroup, modes: ModeName[]): SummaryRow {
  return {
    label: 'verdict (worst of its checks)',
    cells: modes.map((mode) => {
      const trials = trialsOf(group, mode);
      if (trials.length === 0) return noFigure;
      const outcome = outcomeOf(trials);
      const verdicts = trials.flatMap((trial) => trial.verdicts);
      const same = verdicts.filter((verdict) => verdict.outcome === outcome).length;
      const applicable = verdicts.filter((verdict) => verdict.outcome !== 'not-applicable').length;
      const seeds = trials.length > 1 ? `, ${trials.length} seeds` : '';
      return `${outcomeLabel[outcome]} (${same} of ${applicable} checks${seeds})`;
    }),
  };
}
