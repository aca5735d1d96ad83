import type { RunFile } from '../../../record/run-file.ts';
import { isUsable, isVoid, plannedAs } from '../../../record/trial-use.ts';
import { count, plural } from '../format.ts';
import { headings, type Sentence } from './sentence.ts';

/** Trials whose figures are left out, or say less than the others. */
export function sayDoubts({ trials }: RunFile): Sentence[] {
  const sentences: Sentence[] = [];
  const beside = trials.filter((trial) => plannedAs(trial) === 'beside').length;
  const short = trials.filter((trial) => plannedAs(trial) === 'short').length;
  const voided = trials.filter(isVoid).length;
  if (beside + short > 0) {
    const how = [
      ...(beside > 0 ? [`${count(beside)} with the modes beside each other`] : []),
      ...(short > 0 ? [`${count(short)} by themselves and short`] : []),
    ];
    sentences.push({
      text: `${plural(beside + short, 'trial')} of ${trials.length} ran for a verdict alone, as planned (${how.join(', ')}): no figure of theirs is used.`,
      heading: headings.trials,
    });
  }
  if (voided > 0) {
    sentences.push({
      text: `The performance figures of ${plural(voided, 'trial')} of ${trials.length} are void and left out; their verdicts count.`,
      heading: headings.trials,
    });
  }
  const unsettled = trials.filter((trial) => trial.notSteady && isUsable(trial)).length;
  if (unsettled > 0) {
    sentences.push({
      text: `**Not steady:** in ${plural(unsettled, 'trial')} of ${trials.length} the figures had not settled when measuring began; they are marked, and say less than the others.`,
      heading: headings.trials,
    });
  }
  return sentences;
}
