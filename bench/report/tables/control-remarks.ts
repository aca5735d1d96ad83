import type { RunFile } from '../../record/run-file.ts';
import { type Controls, mayTell } from '../figures/controls.ts';
import { ratioWords } from '../words/format.ts';

/** When a direction is told of ratios within a mode; `same`: what was measured twice. */
export const controlNote = (run: RunFile, same: string): string =>
  `95% intervals over whole blocks, seeded with ${run.seed} (Hesterberg 2015, expanded percentile interval). "More" or "less" is told only when the interval excludes 1, at least six blocks carry it, the A/A control, ${same} twice in a block, does not exclude 1, and the ratio or its inverse does not lie inside the control's interval.`;

/** What the noise alone did, and what follows from it. */
export const controlRemarks = (of: Controls<string>, run: RunFile, same: string): string[] => [
  ...of.controls.map(
    ({ metric, control }) => `A/A control, ${metric}: ${control === null ? 'not measured' : ratioWords(control)}.`,
  ),
  ...untold(of, run, same),
];

/** Why no direction is told; empty where one may be. */
export function untold(of: Controls<string>, run: RunFile, same: string): string[] {
  if (mayTell(run, of)) return [];
  return of.void
    ? [`The session is void: its noise alone made ${same} differ from itself. None of these is a difference.`]
    : ['Inconclusive: too few blocks, a quick run, or a protection that was off. No direction is told.'];
}
