import { plural } from '../format.ts';
import type { RunFile } from '../run-file.ts';
import { headings, type Sentence } from './sentence.ts';

/**
 * Whether this run may say that one mode beats another. A quick run never does. Others may once `run.json` carries
 * ratios with 95% intervals from resampled blocks; a ratio whose interval excludes 1 gets its sentence here.
 */
export function sayRanking(run: RunFile): Sentence[] {
  const why =
    run.profile === 'quick'
      ? 'This was a quick run: it describes what happened on this machine in a few minutes and **ranks nothing**. ' +
        'Two columns that differ may differ by chance; `--profile standard` measures enough to compare.'
      : 'This run carries no confidence intervals, so it describes and **ranks nothing**: whether two columns differ by more than chance was not computed.';
  const voided = run.trials.filter((trial) => trial.void !== null).length;
  const sentences: Sentence[] = [{ text: why, heading: null }];
  if (voided > 0) {
    sentences.push({
      text: `The performance figures of ${plural(voided, 'trial')} of ${run.trials.length} are void and left out; their verdicts count.`,
      heading: headings.trials,
    });
  }
  const unsettled = run.trials.filter((trial) => trial.notSteady && trial.void === null).length;
  if (unsettled > 0) {
    sentences.push({
      text: `**Not steady:** in ${plural(unsettled, 'trial')} of ${run.trials.length} the figures had not settled when measuring began; they are marked, and say less than the others.`,
      heading: headings.trials,
    });
  }
  return sentences;
}
