import type { Outcome } from '../../checkers/checker.ts';
import { count, figure } from '../format.ts';
import { type TrialGroup, trialsOf, usable } from '../groups.ts';
import { trialOutcome } from '../outcome.ts';
import type { RunFolder } from '../read/read-run.ts';
import type { NotRun, ReplayEvidence, Trial } from '../run-file.ts';
import { outcomeLabel } from '../words.ts';
import { gapLabel, gapWords } from './gap-words.ts';
import { noFigure, type SummaryRow, type SummaryTable } from './summary-table.ts';

/** Whether a mode can compute its results again from what it kept, how long it took, and whether they are the same. */
export function replayTable(folder: RunFolder, group: TrialGroup): SummaryTable {
  const { modes, notRun } = folder.run;
  const row = (label: string, cell: (replay: ReplayEvidence) => string): SummaryRow => ({
    label,
    cells: modes.map((mode) => {
      const replays = usable(trialsOf(group, mode)).flatMap((trial) => trial.replay ?? []);
      return replays.length === 0 ? noFigure : replays.map(cell).join(' / ');
    }),
  });
  const gaps = notRun.filter((each) => each.experiment === 'replay');
  const verdicts: SummaryRow = {
    label: 'verdict',
    cells: modes.map((mode) => {
      const outcomes = trialsOf(group, mode).map((trial) => outcomeLabel[replayOutcome(trial)]);
      const gap = gaps.find((each) => each.mode === mode);
      return [...outcomes, ...(gap ? [gapLabel(gap)] : [])].join(' / ') || noFigure;
    }),
  };
  return {
    title: 'Replay',
    note:
      'Can what was derived from the orders be thrown away and computed again from what the medium kept? ' +
      'Equal means: the fingerprint (digest) of the result is the same, and no order, notification or stock row changed.',
    modes,
    rows: [
      row('what was rebuilt', (r) => r.what),
      row('from where', (r) => r.from),
      row('records read again', (r) => count(r.records)),
      row('seconds', (r) => figure(r.seconds)),
      row('records per second', (r) => (r.seconds > 0 ? count(r.records / r.seconds) : 'n/a')),
      row('result equal (digest)', (r) => (r.digestBefore === r.digestAfter ? 'yes' : 'NO')),
      row('orders, notifications and stock unchanged', (r) => (sameRows(r) ? 'yes' : 'NO')),
      row('duplicates ignored', (r) => count(r.duplicatesIgnored)),
      verdicts,
    ].filter(({ cells }) => cells.some((cell) => cell !== noFigure)),
    remarks: remarks(group, gaps),
  };
}

function replayOutcome(trial: Trial): Outcome {
  const own = trial.verdicts.find((verdict) => verdict.check === 'replay');
  return trial.replay === null && own?.outcome === 'not-applicable' ? own.outcome : trialOutcome(trial);
}

/** Why a mode's replay did not simply hold. */
function remarks(group: TrialGroup, gaps: NotRun[]): string[] {
  const judged = group.trials.flatMap((trial) => {
    const outcome = replayOutcome(trial);
    const because = trial.verdicts.find((verdict) => verdict.outcome === outcome)?.because;
    return outcome === 'holds' || because === undefined ? [] : [`${trial.mode}: ${outcomeLabel[outcome]}: ${because}`];
  });
  return [...judged, ...gaps.map(gapWords)];
}

export function sameRows({ rowsBefore, rowsAfter }: ReplayEvidence): boolean {
  const tables = [...new Set([...Object.keys(rowsBefore), ...Object.keys(rowsAfter)])];
  return tables.every((name) => rowsBefore[name] === rowsAfter[name]);
}
