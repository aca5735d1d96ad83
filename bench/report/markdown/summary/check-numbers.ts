import type { RunFile } from '../../../record/run-file.ts';
import { speaksForRun } from '../../figures/outcome.ts';
import { count } from '../format.ts';
import { plain } from '../markdown.ts';

/**
 * What each check looked at in each mode, over all trials in which it held: `acknowledged 45,600 (least 842)`, so that
 * an empty run cannot pass for a good one. Rows of Markdown cells: check, mode, trials, numbers, one of its sentences.
 */
export function checkNumbers(run: RunFile): string[][] {
  const trials = run.trials.filter(speaksForRun);
  const checks = [...new Set(trials.flatMap(({ verdicts }) => verdicts.map(({ check }) => check)))];
  return checks.flatMap((check) =>
    run.modes.flatMap((mode) => {
      const held = trials
        .filter((trial) => trial.mode === mode)
        .flatMap(({ verdicts }) => verdicts.filter((each) => each.check === check && each.outcome === 'holds'));
      const [first] = held;
      if (first === undefined) return [];
      const names = [...new Set(held.flatMap(({ counted }) => Object.keys(counted)))];
      const numbers = names.map((name) => {
        const values = held.map(({ counted }) => counted[name] ?? 0);
        const sum = values.reduce((total, value) => total + value, 0);
        return `${plain(name)} ${count(sum)}${values.length > 1 ? ` (least ${count(Math.min(...values))})` : ''}`;
      });
      return [[check, mode, String(held.length), numbers.join(', '), plain(first.because)]];
    }),
  );
}
