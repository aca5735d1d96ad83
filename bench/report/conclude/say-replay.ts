import { count, figure, listed } from '../format.ts';
import { plain } from '../markdown.ts';
import type { RunFolder } from '../read/read-run.ts';
import { sameRows } from '../summary/replay-table.ts';
import type { Sentence } from './sentence.ts';

/** What could be rebuilt, whether it came out equal, and which modes have nothing to rebuild from. */
export function sayReplay({ run }: RunFolder): Sentence[] {
  const heading = 'Replay';
  const rebuilt = run.trials.flatMap((trial) => {
    if (trial.experiment !== 'replay' || trial.replay === null || trial.void !== null) return [];
    const { what, from, records, seconds, digestBefore, digestAfter } = trial.replay;
    const equal = digestBefore === digestAfter && sameRows(trial.replay);
    const result = equal
      ? 'and the result was the same, fingerprint for fingerprint'
      : '**but the result was not the same**';
    return [
      {
        heading,
        text: `**Replay:** ${trial.mode} rebuilt ${plain(what)} from ${plain(from)}: ${count(records)} records in ${figure(seconds)} s, ${result}.`,
      },
    ];
  });
  const cannot = run.modes.filter(
    (mode) =>
      run.notRun.some((each) => each.experiment === 'replay' && each.mode === mode) ||
      run.trials.some(
        (trial) =>
          trial.experiment === 'replay' &&
          trial.mode === mode &&
          trial.verdicts.some((verdict) => verdict.check === 'replay' && verdict.outcome === 'not-applicable'),
      ),
  );
  if (cannot.length === 0) return rebuilt;
  return [...rebuilt, { heading, text: `**Replay:** not applicable in ${listed(cannot)}; below the table is why.` }];
}
