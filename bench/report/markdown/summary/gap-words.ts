import type { NotRun } from '../../../record/run-file.ts';

/** Why there is no trial: said in words, since neither of the two reads as a pass. */
export function gapLabel({ outcome }: NotRun): string {
  return outcome === 'skipped' ? '– skipped' : '– not applicable';
}

export function gapWords(gap: NotRun): string {
  return `${gap.mode}: ${gapLabel(gap).slice(2)}: ${gap.because}`;
}
