import type { ModeName, RunFile } from '../../../record/run-file.ts';
import { speaksForRun } from '../../figures/outcome.ts';
import { checkTitle, outcomeLabel } from '../words.ts';

/** Rows of Markdown cells: check, what its violation would mean, and for each mode how many trials came out how. */
export function checkCounts(run: RunFile): string[][] {
  const trials = run.trials.filter(speaksForRun);
  const checks = [...new Set(trials.flatMap(({ verdicts }) => verdicts.map(({ check }) => check)))];
  const rows = checks.map((check) => [check, checkTitle(check), ...run.modes.map((mode) => cell(check, mode))]);
  const silent = run.modes.map((mode) => {
    const none = trials.filter((trial) => trial.mode === mode && trial.verdicts.length === 0).length;
    return none === 0 ? '–' : `**${none} trials**`;
  });
  return silent.every((each) => each === '–') ? rows : [...rows, ['**nothing judged**', '', ...silent]];

  function cell(check: string, mode: ModeName): string {
    const verdicts = trials
      .filter((trial) => trial.mode === mode)
      .flatMap((trial) => trial.verdicts.filter((each) => each.check === check));
    const n = (outcome: string) => verdicts.filter((each) => each.outcome === outcome).length;
    const [held, unknown, violated] = [n('holds'), n('unknown'), n('violated')];
    if (held + unknown + violated === 0) return '–';
    const parts = [
      ...(violated > 0 ? [`**${outcomeLabel.violated} in ${violated}**`] : []),
      ...(unknown > 0 ? [`**${outcomeLabel.unknown} in ${unknown}**`] : []),
      ...(held > 0 ? [`✓ ${held}`] : []),
    ];
    return parts.join(', ');
  }
}
