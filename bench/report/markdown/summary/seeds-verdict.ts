import type { Trial } from '../../../record/run-file.ts';
import { outcomeOf } from '../../figures/outcome.ts';
import { outcomeLabel } from '../words.ts';

/** "✓ holds, 3 of 3 seeds": the worst verdict of the trials of one question, and in how many of them it came out so. */
export function seedsVerdict(trials: Trial[]): string {
  const outcome = outcomeOf(trials);
  const same = trials.filter((trial) => outcomeOf([trial]) === outcome).length;
  return `${outcomeLabel[outcome]}, ${trials.length === 1 ? '1 seed' : `${same} of ${trials.length} seeds`}`;
}
