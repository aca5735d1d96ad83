import type { ReplayEvidence } from './run-file.ts';

/**
 * Whether all that is missing was removed first, and its source named it: such a gap is what had to come of it. Older files do
 * not tell who named a gap.
 */
export const isPlannedGap = ({
  gaps,
  removedFirst,
  removed = gaps,
}: Pick<ReplayEvidence, 'gaps' | 'removedFirst' | 'removed'>): boolean =>
  removedFirst === true && gaps.length > 0 && gaps.every((gap) => removed.includes(gap));
