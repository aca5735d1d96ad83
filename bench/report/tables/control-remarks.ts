import type { RunFile } from '../../record/run-file.ts';
import { type Controls, whyNotTold } from '../figures/controls.ts';
import { listed, ratioWords } from '../words/format.ts';
import { modeLabel } from '../words/names.ts';

/** When a direction is told of ratios within a mode; `same`: what was measured twice. */
export const controlNote = (run: RunFile, same: string): string =>
  `95% intervals over whole blocks, seeded with ${run.seed} (Hesterberg 2015, expanded percentile interval). "More" or "less" is told only when the interval excludes 1, at least six blocks carry it, the A/A control of that mode, ${same} twice in a block, does not exclude 1, and the ratio or its inverse does not lie inside the control's interval.`;

/** What the noise alone did in each mode, and what follows from it. */
export const controlRemarks = (of: Controls<string>, run: RunFile, same: string): string[] => [
  ...of.controlled.flatMap(({ mode, controls }) =>
    controls.map(
      ({ metric, control }) =>
        `A/A control of ${modeLabel(mode)}, ${metric}: ${control === null ? 'not measured' : ratioWords(control)}.`,
    ),
  ),
  ...untold(of, run, same),
];

/** Of which modes no direction is told, and why; empty where one may be of each. */
export function untold(of: Controls<string>, run: RunFile, same: string): string[] {
  const because = of.controlled.map(({ mode }) => ({ mode, why: whyNotTold(run, of, mode) }));
  const named = (some: typeof because) => listed(some.map(({ mode }) => modeLabel(mode)));
  const noisy = because.filter(({ why }) => why === 'noisy');
  const open = because.filter(({ why }) => why !== null && why !== 'noisy');
  return [
    ...(noisy.length === 0
      ? []
      : [`Void: ${named(noisy)}. The noise alone made ${same} differ from itself: none of these is a difference.`]),
    ...(open.length === 0
      ? []
      : [
          `Inconclusive: ${named(open)}. Too few blocks, a quick run, or a protection that was off: no direction is told.`,
        ]),
  ];
}
