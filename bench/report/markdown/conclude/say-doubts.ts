import type { RunFile } from '../../../record/run-file.ts';
import { plural } from '../format.ts';
import { headings, type Sentence } from './sentence.ts';

/** Trials whose figures are left out, or say less than the others. */
export function sayDoubts({ trials }: RunFile): Sentence[] {
  const sentences: Sentence[] = [];
  const beside = trials.filter((trial) => trial.void?.includes('beside')).length;
  const voided = trials.filter((trial) => trial.void !== null).length - beside;
  if (beside > 0) {
    sentences.push({
      text: `${plural(beside, 'trial')} of ${trials.length} ran for a verdict alone, the modes beside each other: no figure of theirs is used.`,
      heading: headings.trials,
    });
  }
  if (voided > 0) {
    sentences.push({
      text: `The performance figures of ${plural(voided, 'trial')} of ${trials.length} are void and left out; their verdicts count.`,
      heading: headings.trials,
    });
  }
  const unsettled = trials.filter((trial) => trial.notSteady && trial.void === null).length;
  if (unsettled > 0) {
    sentences.push({
      text: `**Not steady:** in ${plural(unsettled, 'trial')} of ${trials.length} the figures had not settled when measuring began; they are marked, and say less than the others.`,
      heading: headings.trials,
    });
  }
  return sentences;
}
